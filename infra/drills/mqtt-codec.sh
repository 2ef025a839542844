#!/usr/bin/env bash
# 100,000 generated packets each way and version between the MQTT codec and mqtt-packet of npm. About a minute.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_MQTT_PACKETS=100000
dotnet test tests/DustWatch.Tests -c Release --filter "FullyQualifiedName~CodecTests"
