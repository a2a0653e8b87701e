; The installer for Windows: for one user, without an administrator. Compiled by makensis, on Windows or Linux:
;   makensis -NOCD -DVERSION=0.1.0 -DBUNDLE=build/bundle/kling-desktop -DOUTPUT=dist/kling-desktop-0.1.0-setup.exe
;            -DLICENCE=LICENSE -DICON=build/work/kling-desktop/app.ico packaging/windows/kling-desktop.nsi
; All paths are relative to the folder in which makensis is started, the root of the source tree.

Unicode true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "Kling Desktop"
!define ID "KlingDesktop"
!define PROGRAM "kling-desktop.exe"
!define CLASS "KlingDesktop.Video"
!define SETUP_CLASS "KlingDesktop.Setup"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

Name "${NAME}"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${ID}" "Folder"
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME}: edit video with words"
VIAddVersionKey "LegalCopyright" "GPL-3.0-or-later"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_ABORTWARNING

!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString ASK_DATA ${LANG_ENGLISH} "Delete the journal, settings and log of ${NAME} as well?$\n$\nThe journal is the only record of tasks that Kling is still working on. Your takes are not touched either way."
LangString ASK_DATA ${LANG_SIMPCHINESE} "同时删除 ${NAME} 的任务日志、设置和运行记录吗？$\n$\n任务日志是仍在 Kling 处理中的任务的唯一记录。无论如何，您的成片都不会被删除。"
LangString RUNNING ${LANG_ENGLISH} "${NAME} is running. Close it, then press Retry."
LangString RUNNING ${LANG_SIMPCHINESE} "${NAME} 正在运行。请先关闭它，然后点“重试”。"

!macro WaitUntilClosed
  ; A program that runs keeps its file from being opened for writing.
  ${Do}
    ClearErrors
    ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      ${ExitDo}
    ${EndIf}
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY +2
    Abort
  ${Loop}
!macroend

Section "Install"
  !insertmacro WaitUntilClosed
  ; What an older version had and this one has not would stay otherwise.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

  WriteRegStr HKCU "Software\${ID}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The kling_desktop authors"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0

  ; Offered under "Open with", never made the default.
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "Video"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  WriteRegStr HKCU "Software\Classes\.mp4\OpenWithProgids" "${CLASS}" ""
  WriteRegStr HKCU "Software\Classes\.mov\OpenWithProgids" "${CLASS}" ""
  ; Nobody else's kind of file: it opens with a double click.
  WriteRegStr HKCU "Software\Classes\${SETUP_CLASS}" "" "Kling Desktop studio setup"
  WriteRegStr HKCU "Software\Classes\${SETUP_CLASS}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "Software\Classes\${SETUP_CLASS}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  WriteRegStr HKCU "Software\Classes\.klingsetup" "" "${SETUP_CLASS}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  !insertmacro WaitUntilClosed
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\kling-desktop.exe"
  Delete "$INSTDIR\kling-desktop-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${ID}"
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
  DeleteRegValue HKCU "Software\Classes\.mp4\OpenWithProgids" "${CLASS}"
  DeleteRegValue HKCU "Software\Classes\.mov\OpenWithProgids" "${CLASS}"
  DeleteRegKey HKCU "Software\Classes\${SETUP_CLASS}"
  DeleteRegKey HKCU "Software\Classes\.klingsetup"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(ASK_DATA)" /SD IDNO IDNO +2
  RMDir /r "$LOCALAPPDATA\kling-desktop"
SectionEnd
