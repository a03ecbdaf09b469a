# Quantities. Symbols follow the SI: decimal multiples, a space before the unit.

unit-b = { $n } B
unit-kb = { $n } kB
unit-mb = { $n } MB
unit-gb = { $n } GB
unit-tb = { $n } TB
unit-rate = { $bytes }/s
unit-us = { $n } µs
unit-ms = { $n } ms
unit-s = { $n } s
unit-min = { $min } min
unit-min-s = { $min } min { $s } s
unit-h = { $h } h
unit-h-min = { $h } h { $min } min
unit-d = { $d } d
unit-d-h = { $d } d { $h } h
