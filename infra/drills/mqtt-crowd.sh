#!/usr/bin/env bash
# A crowd at the MQTT endpoint: mqtt-crowd.sh [TIMES], 20 times what the test run has by default: 10,000 subscriptions, 20,000 connections that come and go, 200,000 messages beside a
# subscriber that does not read. Then 15,000 idle connections beside busy ones. About four minutes on 2 cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_MQTT_CROWD="${1:-20}"
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~CrowdTests" --logger "console;verbosity=detailed"
dotnet run -c Release -p:WebPage=false --project tests/DustWatch.Benchmarks -- ingest-idle
