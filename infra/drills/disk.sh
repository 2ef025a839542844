#!/usr/bin/env bash
# A real disk of 256 MiB (tmpfs) is filled up under QoS 1 load and freed, and a folder is mounted read-only. Needs root. Under two minutes.
# The test run does the same with the largest file that the process may write in place of the disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build tests/DustWatch.Tests -c Release -p:WebPage=false -clp:NoSummary -v:q

disk=$(mktemp -d)
trap 'umount "$disk/read-only" 2>/dev/null || true; umount "$disk"; rmdir "$disk"' EXIT
mount -t tmpfs -o size=256m tmpfs "$disk"
TMPDIR="$disk" DUSTWATCH_SMALL_DISK="$disk" dotnet test tests/DustWatch.Tests -c Release --no-build --filter "FullyQualifiedName~FullDiskTests"

mkdir "$disk/read-only" "$disk/data"
mount --bind "$disk/data" "$disk/read-only"
mount -o remount,bind,ro "$disk/read-only"
if said=$(dotnet .artifacts/bin/DustWatch.Tests/release/dustwatch.dll serve --Data="$disk/read-only" --Http:Listen=127.0.0.1:0 --Mqtt:Listen=off 2>&1); then
  echo "It started on a read-only folder: $said"
  exit 1
fi
echo "On a read-only folder: $said"
grep -q "$disk/read-only" <<< "$said"
