; Made by build.sh, which copies it beside the files that it names.
; It installs for one person, without an administrator.
Unicode true
SetCompressor /SOLID lzma
; Enough to see that both programs are one.
SetCompressorDictSize 64
!include MUI2.nsh

Name "Jackfield"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Jackfield"
InstallDirRegKey HKCU "Software\Jackfield" "folder"
RequestExecutionLevel user
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Jackfield"
VIAddVersionKey "CompanyName" "The Jackfield contributors"
VIAddVersionKey "FileDescription" "Jackfield Setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT or Apache-2.0"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Jackfield"
!define MUI_ICON "jackfield.ico"
!define MUI_UNICON "jackfield.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\jackfieldw.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

Section
  SetOutPath "$INSTDIR"
  File "jackfield.exe"
  File "jackfieldw.exe"
  File "THIRD_PARTY.txt"
  File "LICENSE-MIT.txt"
  File "LICENSE-APACHE.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Jackfield.lnk" "$INSTDIR\jackfieldw.exe"
  WriteRegStr HKCU "Software\Jackfield" "folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Jackfield"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\jackfieldw.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Jackfield contributors"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

; Presets, settings and conversations are the person's own and stay.
Section "Uninstall"
  Delete "$INSTDIR\jackfield.exe"
  Delete "$INSTDIR\jackfieldw.exe"
  Delete "$INSTDIR\THIRD_PARTY.txt"
  Delete "$INSTDIR\LICENSE-MIT.txt"
  Delete "$INSTDIR\LICENSE-APACHE.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Jackfield.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Jackfield"
SectionEnd
