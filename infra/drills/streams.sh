#!/usr/bin/env bash
# Compares the detector with its slow reference on random streams: streams.sh [THOUSANDS], 101 by default. About six minutes a hundred thousand on 2 cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_STREAMS="${1:-101}"
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~ReferenceTests"
