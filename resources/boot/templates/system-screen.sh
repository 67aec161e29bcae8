#!/bin/sh
# What the installed system shows while no client manages it: its name, and that it stands for Windows.
fact() {
  sed -n 's/.*"'"$1"'" *: *"\([^"]*\)".*/\1/p' /system/Windows/system.json 2>/dev/null | head -n 1
}
name=$(fact name)
version=$(fact version)
built=$(fact built)
bar='\033[44;97m'
rest='\033[0m'
show() {
  printf '\033[2J\033[H\033[?25l%b\033[K\r\n  %s\033[K\r\n\033[K%b\r\n' "$bar" "$1" "$rest"
  shift
  printf '\r\n'
  printf '  %s\r\n' "$@"
}
for screen in /dev/tty1 /dev/ttyS0; do
  {
    show "${name:-Contoso Lab Workstation} - not managed" \
      "Computer name:  $(hostname)" \
      "Version:        ${version:-unknown}" \
      "Built:          ${built:-unknown}" \
      '' \
      'This system stands in the lab where Windows would stand. No Configuration Manager client' \
      'is installed: the task sequence that applied the image had no step Setup Windows and ConfigMgr,' \
      'or did not come that far.' \
      '' \
      'To manage this computer, deploy it again. It can be switched off at any time.' > "$screen"
  } 2>/dev/null
done
