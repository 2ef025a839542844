#!/usr/bin/env bash
# The MQTT readers against the slow decoder on 10 million mutated packets, half of them of 3.1.1, half of 5.0. About five minutes of a core.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DUSTWATCH_MQTT_INPUTS=5000000
dotnet test tests/DustWatch.Tests -c Release -p:WebPage=false --filter "FullyQualifiedName~DecoderAgreementTests"
