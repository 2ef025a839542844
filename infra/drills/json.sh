#!/usr/bin/env bash
# Reads mutated JSON payloads by the scanner and by the reader it falls back to, and compares: json.sh [MILLIONS], 12 by default. About ten seconds a million on one core.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_JSON_MUTATIONS="${1:-12}"
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~JsonScannerFuzzTests" --logger "console;verbosity=detailed"
