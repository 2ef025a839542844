#!/usr/bin/env bash
# Installs what the tests talk to, from Debian's packages: mosquitto and its clients, RabbitMQ, paho for Python, InfluxDB, VictoriaMetrics, Chromium, and a font with Chinese characters.
# What is there already is left alone.
set -euo pipefail

packages=(mosquitto mosquitto-clients rabbitmq-server python3-paho-mqtt influxdb victoria-metrics chromium fonts-wqy-zenhei)
missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -q
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
