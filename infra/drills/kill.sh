#!/usr/bin/env bash
# kill -9 at random moments under QoS 1 load, restart, again and again on one data folder: kill.sh [ROUNDS], 200 by default. About ten minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_KILL_ROUNDS="${1:-200}"
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~KillTests"
