; The installer for Windows 10 and 11. Run by build_windows.py:
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DDIST=folder -DMADE=folder -DSIZE_KB=n -DOUT=setup.exe -DSEP=\ installer.nsi
;   -DNSIS_TARGET=amd64-unicode   where no 32-bit stub can be run
;   -DSIGN_WITH=python -DSIGNER=sign.py   signs the uninstaller too
;   -DQUICK                       without compression, for a trial
; By default for the present user, without administrator rights. Data folders are never touched, whatever happens.

!ifdef NSIS_TARGET
  Target ${NSIS_TARGET}
!endif
Unicode true
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
!ifdef SIGN_WITH
  !uninstfinalize '"${SIGN_WITH}" "${SIGNER}" "%1"' = 0
!endif
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user

!define NAME "zhuize-desktop"
!define TITLE "违规经营投资责任追究桌面系统"
!define EXE "${NAME}.exe"
!define CLI "${NAME}-cli.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
; 备份 is the one sealed package with an ending of its own; PDF and Excel keep their programs.
!define PACKAGE_EXTENSION ".zhuize-backup"
!define PACKAGE_TYPE "Zhuize.Backup"
!define PACKAGE_TITLE "责任追究台账备份"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "nsDialogs.nsh"
!include "Sections.nsh"
!include "WinVer.nsh"
!include "WordFunc.nsh"
!include "x64.nsh"

Name "${TITLE}"
OutFile "${OUT}"
BrandingText "${TITLE} ${VERSION}"
InstallDir ""
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "CompanyName" "${TITLE}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "所含开放源代码组件的许可见 LICENSES.txt"

Var ForAll          ; 1: for all users of the PC
Var DesktopWanted   ; 0: /NODESKTOP
Var WaitSeconds     ; how long a silent run waits for the program to end
Var AllUsersRadio
Var Kept            ; 1: the former program was moved aside and can be brought back

; --- pages ---

!define MUI_ICON "${MADE}${SEP}app.ico"
!define MUI_UNICON "${MADE}${SEP}app.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${MADE}${SEP}side.bmp"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "确定要退出安装吗？"
!define MUI_WELCOMEPAGE_TITLE "安装${TITLE}"
!define MUI_WELCOMEPAGE_TEXT "将安装 ${VERSION} 版。$\r$\n$\r$\n程序在本机离线使用，不连接网络。$\r$\n已有的台账、附件和备份不会被改动；升级前请先在程序里做一次备份。$\r$\n$\r$\n程序正在运行时，安装程序会提示先退出它。"
!define MUI_FINISHPAGE_TITLE "安装完成"
!define MUI_FINISHPAGE_TEXT "${TITLE} ${VERSION} 版已装好。$\r$\n$\r$\n安全软件拦截、批量安装和升级的办法，见“使用前必读”。"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "立即打开程序"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenProgram
!define MUI_FINISHPAGE_SHOWREADME "$INSTDIR\使用前必读.txt"
!define MUI_FINISHPAGE_SHOWREADME_TEXT "阅读“使用前必读”"
!define MUI_FINISHPAGE_SHOWREADME_NOTCHECKED

!insertmacro MUI_PAGE_WELCOME
!define MUI_LICENSEPAGE_BUTTON "同意(&A)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "同意以上内容的，请点“同意”继续安装。"
!insertmacro MUI_PAGE_LICENSE "${MADE}${SEP}licence.txt"
Page custom ScopePage ScopePageLeave
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "只删除程序。台账、附件、备份和导出的报告都在数据文件夹里，卸载不会删除它们。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "SimpChinese"

; --- for whom ---

; Where programs and entries go follows from for whom it is installed; a place chosen before is kept.
Function SetScope
  ${If} $ForAll == 1
    SetShellVarContext all
    SetRegView 64
    ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
    StrCpy $1 "$PROGRAMFILES64\${NAME}"
  ${Else}
    SetShellVarContext current
    ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
    StrCpy $1 "$LOCALAPPDATA\Programs\${NAME}"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $0 != ""
      StrCpy $INSTDIR $0
    ${Else}
      StrCpy $INSTDIR $1
    ${EndIf}
  ${EndIf}
FunctionEnd

Function IsAdministrator
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
FunctionEnd

Function ScopePage
  !insertmacro MUI_HEADER_TEXT "为谁安装" "通常只为自己安装即可。"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 8u 100% 12u "只为我安装（推荐，不需要管理员权限）"
  Pop $1
  ${NSD_CreateLabel} 14u 22u 95% 18u "装在当前用户的文件夹里，升级时也不需要管理员。"
  Pop $2
  ${NSD_CreateRadioButton} 0 50u 100% 12u "为这台电脑的所有用户安装（需要管理员权限）"
  Pop $AllUsersRadio
  ${NSD_CreateLabel} 14u 64u 95% 26u "装在 Program Files 里，各用户使用各自的数据文件夹。点“下一步”后 Windows 会要求确认管理员身份。"
  Pop $2
  ${If} $ForAll == 1
    ${NSD_Check} $AllUsersRadio
  ${Else}
    ${NSD_Check} $1
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function ScopePageLeave
  ${NSD_GetState} $AllUsersRadio $1
  ${If} $1 == ${BST_CHECKED}
    Call IsAdministrator
    ${If} $0 == 0
      ; Start again with rights; the answers so far are only this one.
      ExecShell "runas" "$EXEPATH" "/ALLUSERS"
      Quit
    ${EndIf}
    StrCpy $2 1
  ${Else}
    StrCpy $2 0
  ${EndIf}
  ${If} $2 != $ForAll
    StrCpy $ForAll $2
    StrCpy $INSTDIR ""
  ${EndIf}
  Call SetScope
FunctionEnd

; An older program cannot open a ledger that a newer one has upgraded.
Function RefuseOlder
  ReadRegStr $0 SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      ${If} ${Silent}
        SetErrorLevel 3
        Abort
      ${EndIf}
      MessageBox MB_ICONEXCLAMATION|MB_YESNO|MB_DEFBUTTON2 "已装有更新的 $0 版。新版升级过的台账，旧版打不开。$\r$\n$\r$\n仍要换回 ${VERSION} 版吗？" IDYES accepted
      SetErrorLevel 3
      Abort "已保留 $0 版。"
      accepted:
    ${EndIf}
  ${EndIf}
FunctionEnd

; Whether one of the programs in $INSTDIR runs, in $0: a running one cannot be opened for writing.
!macro DefineRunning UN
Function ${UN}IsRunning
  StrCpy $0 0
  Push $1
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $1 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\${CLI}"
    ClearErrors
    FileOpen $1 "$INSTDIR\${CLI}" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ClearErrors
  Pop $1
FunctionEnd

; Ask for the program to be ended, and wait for it.
Function ${UN}WaitForEnd
  Push $2
  ${Do}
    StrCpy $2 0
    ${Do}
      Call ${UN}IsRunning
      ${If} $0 == 0
        ${ExitDo}
      ${EndIf}
      ${If} $2 > $WaitSeconds
        ${ExitDo}
      ${EndIf}
      ${IfNot} ${Silent}
      ${AndIf} $2 == 0
        MessageBox MB_ICONEXCLAMATION|MB_OKCANCEL "程序正在运行（或其文件正被占用）。$\r$\n$\r$\n请保存后退出程序，再点“确定”；安装程序会等它退出。" IDOK +3
        SetErrorLevel 4
        Abort "程序正在运行，没有作任何改动。"
      ${EndIf}
      Sleep 1000
      IntOp $2 $2 + 1
    ${Loop}
    ${If} $0 == 0
      ${ExitDo}
    ${EndIf}
    ${If} ${Silent}
      SetErrorLevel 4
      Abort "程序一直在运行，没有作任何改动。"
    ${EndIf}
  ${Loop}
  Pop $2
FunctionEnd
!macroend
!insertmacro DefineRunning ""
!insertmacro DefineRunning "un."

; --- installing ---

; The former program goes aside in one rename and comes back if anything fails: never half of one and half of the other.
Function SetAside
  StrCpy $Kept 0
  RMDir /r "$INSTDIR\_internal.old"
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
    ${If} ${Errors}
      SetErrorLevel 4
      Abort "“$INSTDIR”中的文件正被占用，没有作任何改动。请关闭占用它的程序后重试。"
    ${EndIf}
    StrCpy $Kept 1
    Delete "$INSTDIR\${EXE}.old"
    Delete "$INSTDIR\${CLI}.old"
    Rename "$INSTDIR\${EXE}" "$INSTDIR\${EXE}.old"
    Rename "$INSTDIR\${CLI}" "$INSTDIR\${CLI}.old"
  ${EndIf}
FunctionEnd

Function BringBack
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\${CLI}"
  ${If} $Kept == 1
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
    Rename "$INSTDIR\${EXE}.old" "$INSTDIR\${EXE}"
    Rename "$INSTDIR\${CLI}.old" "$INSTDIR\${CLI}"
  ${EndIf}
FunctionEnd

Section "程序（必需）" SectionProgram
  SectionIn RO
  Call RefuseOlder
  Call WaitForEnd
  SetOutPath "$INSTDIR"
  Call SetAside
  SetOverwrite on
  ClearErrors
  File /r "${DIST}${SEP}*"
  ${If} ${Errors}
  ${OrIfNot} ${FileExists} "$INSTDIR\_internal\python311.dll"
    Call BringBack
    SetErrorLevel 2
    Abort "安装没有完成（磁盘已满、没有权限，或被安全软件拦截），已恢复原来的程序。"
  ${EndIf}
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\${EXE}.old"
  Delete "$INSTDIR\${CLI}.old"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${EXE}" "" "$INSTDIR\${EXE}" 0
  Call WriteUninstallEntry
  Call WriteAssociation
SectionEnd

Section "桌面图标" SectionDesktop
  CreateShortCut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\${EXE}" "" "$INSTDIR\${EXE}" 0
SectionEnd

Function WriteUninstallEntry
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${EXE},0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "ForAllUsers" $ForAll
FunctionEnd

!macro TellExplorer
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Function WriteAssociation
  WriteRegStr SHCTX "Software\Classes\${PACKAGE_EXTENSION}" "" "${PACKAGE_TYPE}"
  WriteRegStr SHCTX "Software\Classes\${PACKAGE_TYPE}" "" "${PACKAGE_TITLE}"
  WriteRegStr SHCTX "Software\Classes\${PACKAGE_TYPE}\DefaultIcon" "" "$INSTDIR\${EXE},0"
  WriteRegStr SHCTX "Software\Classes\${PACKAGE_TYPE}\shell\open" "" "验证"
  WriteRegStr SHCTX "Software\Classes\${PACKAGE_TYPE}\shell\open\command" "" '"$INSTDIR\${EXE}" open "%1"'
  !insertmacro TellExplorer
FunctionEnd

; Through Explorer, so that a program installed with administrator rights is not opened with them.
Function OpenProgram
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${EXE}"'
FunctionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} "程序、开始菜单里的入口、备份文件（${PACKAGE_EXTENSION}）的双击验证。"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionDesktop} "在桌面上放一个图标。"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; --- at the start ---

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP|MB_OK "本程序需要 64 位的 Windows 10 或更高版本。" /SD IDOK
    SetErrorLevel 6
    Quit
  ${EndIf}
  StrCpy $ForAll 0
  StrCpy $DesktopWanted 1
  StrCpy $WaitSeconds 60
  ${GetParameters} $R0
  ; What is installed for all users is upgraded for all users, unless somebody says otherwise.
  SetRegView 64
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $1 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $1 == ""
    StrCpy $ForAll 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/CURRENTUSER" $R1
  ${IfNot} ${Errors}
    StrCpy $ForAll 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/NODESKTOP" $R1
  ${IfNot} ${Errors}
    StrCpy $DesktopWanted 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/WAIT=" $R1
  ${IfNot} ${Errors}
    StrCpy $WaitSeconds $R1
  ${EndIf}
  ${If} ${Silent}
  ${AndIf} $ForAll == 1
    Call IsAdministrator
    ${If} $0 == 0
      SetErrorLevel 5
      Quit
    ${EndIf}
  ${EndIf}
  Call SetScope
  ${If} $DesktopWanted == 0
    !insertmacro UnselectSection ${SectionDesktop}
  ${EndIf}
FunctionEnd

; --- uninstalling ---

Function un.onInit
  SetRegView 64
  StrCpy $WaitSeconds 60
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/WAIT=" $R1
  ${IfNot} ${Errors}
    StrCpy $WaitSeconds $R1
  ${EndIf}
  StrCpy $0 $INSTDIR "" -1
  ${If} $0 == "\"
    StrCpy $INSTDIR $INSTDIR -1
  ${EndIf}
  ; The entry that names this folder says for whom it was installed.
  StrCpy $ForAll 0
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $1 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
  ${AndIf} $1 != $INSTDIR
    StrCpy $ForAll 1
  ${EndIf}
  ${If} $ForAll == 1
    SetShellVarContext all
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ${If} ${Silent}
        SetErrorLevel 5
        Quit
      ${EndIf}
      ExecShell "runas" "$INSTDIR\uninstall.exe"
      Quit
    ${EndIf}
  ${Else}
    SetShellVarContext current
  ${EndIf}
FunctionEnd

; Only what the installer put there, by name: a data folder may lie beside it.
Section "Uninstall"
  Call un.WaitForEnd
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\${CLI}"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\使用前必读.txt"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  ReadRegStr $0 SHCTX "Software\Classes\${PACKAGE_EXTENSION}" ""
  ${If} $0 == "${PACKAGE_TYPE}"
    DeleteRegKey SHCTX "Software\Classes\${PACKAGE_EXTENSION}"
  ${EndIf}
  DeleteRegKey SHCTX "Software\Classes\${PACKAGE_TYPE}"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  !insertmacro TellExplorer
SectionEnd
