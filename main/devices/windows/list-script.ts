/**
 * The one question to Windows about its drives: a PowerShell script that only reads CIM classes and prints one JSON text.
 * Runs under Windows PowerShell 5.1 (part of every Windows since 10) and needs no administrator rights as far as
 * Microsoft documents. A class that cannot be read is named in `problems`; the parser decides which of them matter.
 * Traps of 5.1: lists come out as {value, Count} where something extended System.Array (hence Remove-TypeData);
 * `-Property` of Get-CimInstance fails on classes that lack one (hence Select-Object); the output's code page is the
 * console's (hence Base64 of UTF-8).
 * Classes: MSFT_* by learn.microsoft.com/windows-hardware/drivers/storage, Win32_* by .../windows/win32/cimwin32prov.
 */
export const LIST_SCRIPT = String.raw`
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Remove-TypeData System.Array -ErrorAction SilentlyContinue
$problems = New-Object System.Collections.ArrayList
function Read-Class($namespace, $class, $properties) {
  try { Get-CimInstance -Namespace $namespace -ClassName $class | Select-Object -Property $properties }
  catch { [void]$problems.Add($class + ': ' + $_.Exception.Message) }
}
$storage = 'root/Microsoft/Windows/Storage'
$cimv2 = 'root/cimv2'
$drives = @(Read-Class $cimv2 'Win32_DiskDrive' @('Index', 'PNPDeviceID', 'InterfaceType', 'MediaType', 'Model',
  'SerialNumber', 'Size', 'BytesPerSector', 'Capabilities'))
$keys = [string[]]@('DEVPKEY_Device_Parent', 'DEVPKEY_Device_LocationPaths', 'DEVPKEY_Device_LastArrivalDate')
function Read-Device($id) {
  $filter = "DeviceID='" + $id.Replace('\', '\\').Replace("'", "\'") + "'"
  $entity = Get-CimInstance -ClassName Win32_PnPEntity -Filter $filter
  $found = @{}
  (Invoke-CimMethod -InputObject $entity -MethodName GetDeviceProperties -Arguments @{ devicePropertyKeys = $keys
  }).deviceProperties | ForEach-Object { $found[$_.KeyName] = $_.Data }
  $found
}
# Only what can be pulled out has a port worth asking for; the question takes some time for each.
$ports = @($drives | Where-Object { $_.PNPDeviceID -match '^(USBSTOR|SD|SCSI)\\' } | ForEach-Object {
  try {
    $own = Read-Device $_.PNPDeviceID
    $paths = $own['DEVPKEY_Device_LocationPaths']
    if (-not $paths -and $own['DEVPKEY_Device_Parent']) {
      $paths = (Read-Device $own['DEVPKEY_Device_Parent'])['DEVPKEY_Device_LocationPaths']
    }
    $arrival = $own['DEVPKEY_Device_LastArrivalDate']
    [pscustomobject]@{
      Index = $_.Index
      LocationPath = [string](@($paths)[0])
      Arrival = $(if ($arrival) { ([datetime]$arrival).ToUniversalTime().ToString('o') } else { $null })
    }
  } catch { [void]$problems.Add('Win32_PnPEntity: ' + $_.Exception.Message) }
})
$extents = @(try {
  Get-CimInstance -ClassName Win32_LogicalDiskToPartition | ForEach-Object {
    [pscustomobject]@{ Letter = [string]$_.Dependent.DeviceID; Partition = [string]$_.Antecedent.DeviceID }
  }
} catch { [void]$problems.Add('Win32_LogicalDiskToPartition: ' + $_.Exception.Message) })
$folders = @('Windows', 'System', 'ProgramFiles', 'ProgramFilesX86', 'CommonApplicationData', 'UserProfile') |
  ForEach-Object { [Environment]::GetFolderPath($_) } | Where-Object { $_ } | Sort-Object -Unique
$answer = [ordered]@{
  disks = @(Read-Class $storage 'MSFT_Disk' @('Number', 'FriendlyName', 'Manufacturer', 'Model', 'SerialNumber', 'Size',
    'LogicalSectorSize', 'PhysicalSectorSize', 'BusType', 'IsReadOnly', 'IsOffline', 'IsSystem', 'IsBoot',
    'PartitionStyle', 'Path', 'Location'))
  partitions = @(Read-Class $storage 'MSFT_Partition' @('DiskNumber', 'PartitionNumber', 'AccessPaths', 'Offset', 'Size',
    'GptType', 'MbrType', 'IsSystem', 'IsBoot'))
  volumes = @(Read-Class $storage 'MSFT_Volume' @('Path', 'DriveLetter', 'FileSystem', 'FileSystemLabel', 'Size',
    'SizeRemaining', 'DriveType'))
  physicalDisks = @(Read-Class $storage 'MSFT_PhysicalDisk' @('DeviceId', 'MediaType', 'CannotPoolReason'))
  diskDrives = $drives
  roles = @(Read-Class $cimv2 'Win32_Volume' @('DeviceID', 'DriveLetter', 'BootVolume', 'SystemVolume', 'PageFilePresent'))
  pageFiles = @(Read-Class $cimv2 'Win32_PageFileUsage' @('Name'))
  systems = @(Read-Class $cimv2 'Win32_OperatingSystem' @('SystemDrive', 'WindowsDirectory'))
  extents = $extents
  ports = $ports
  folders = @($folders)
  problems = @($problems)
}
$json = ConvertTo-Json -InputObject $answer -Depth 4 -Compress
[Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)))
`;
