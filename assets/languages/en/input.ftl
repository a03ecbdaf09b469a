# Why what was typed is no bytes yet.

input-odd-digits = { $count ->
    [one] { $count } digit – one missing: each byte takes two.
   *[other] { $count } digits – one missing: each byte takes two.
}
input-not-hex = “{ $found }” at position { $at } is not a hexadecimal digit. Use 0–9 and A–F.
input-bad-escape = “{ $text }” at position { $at } means nothing. Write \\ for a backslash, or use \r \n \t \0 \e \xNN \u{"{"}N…{"}"}.
