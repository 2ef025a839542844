#!/usr/bin/env bash
# 100,000 mutated sequences over sockets to the MQTT endpoint, beside a healthy client. About five minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_MQTT_SEQUENCES=100000
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~HostileSequenceTests"
