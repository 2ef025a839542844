#!/usr/bin/env bash
# Compares the decoder of CSV with a slow reading of the same lines, many of them damaged: csv.sh [SEEDS] of 10,000 lines each, 1,000 by default. About two minutes a thousand.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_CSV_SEEDS="${1:-1000}"
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~CsvFuzzTests"
