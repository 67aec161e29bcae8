# Runs a command with a new, empty virtual disk in MEDIA_BUILDER_TEST_DRIVE and takes the disk away afterwards.
# Usage (as administrator): scripts\ci\with-virtual-drive.ps1 npm test
# diskpart makes the disk: New-VHD is part of Hyper-V, which runners do not have.
$ErrorActionPreference = 'Stop'
$folder = if ($env:RUNNER_TEMP) { $env:RUNNER_TEMP } else { $env:TEMP }
$file = Join-Path $folder "media-builder-test-$PID.vhd"
$script = Join-Path $folder "media-builder-test-$PID.txt"

function Invoke-Diskpart([string[]]$lines) {
  Set-Content -Path $script -Value $lines -Encoding Ascii
  diskpart /s $script | Out-Host
  if ($LASTEXITCODE -ne 0) { throw "diskpart ended with $LASTEXITCODE" }
}

$exit = 1
try {
  Invoke-Diskpart @("create vdisk file=`"$file`" maximum=256 type=fixed", "select vdisk file=`"$file`"", 'attach vdisk')
  $disk = @(Get-Disk | Where-Object { $_.Location -eq $file })
  if ($disk.Count -ne 1) { throw "$($disk.Count) disks have the location $file" }
  # A file system that has to be unmounted is the interesting case.
  $letters = 'V', 'W', 'X', 'Y' | Where-Object { -not (Test-Path "${_}:\") }
  Initialize-Disk -Number $disk[0].Number -PartitionStyle MBR
  New-Partition -DiskNumber $disk[0].Number -UseMaximumSize -DriveLetter $letters[0] | Out-Null
  Format-Volume -DriveLetter $letters[0] -FileSystem FAT32 -NewFileSystemLabel BEFORE -Confirm:$false | Out-Null
  $env:MEDIA_BUILDER_TEST_DRIVE = "\\.\PHYSICALDRIVE$($disk[0].Number)"
  $command, $arguments = $args
  & $command @arguments
  $exit = $LASTEXITCODE
} finally {
  try { Invoke-Diskpart @("select vdisk file=`"$file`"", 'detach vdisk') } catch { Write-Host $_ }
  Remove-Item $file, $script -ErrorAction SilentlyContinue
}
exit $exit
