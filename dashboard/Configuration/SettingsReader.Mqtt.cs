using System.Net;
using System.Security.Cryptography;
using DustWatch.Mqtt;

namespace DustWatch.Dashboard.Configuration;

/// <summary>What concerns MQTT and the files of TLS.</summary>
internal sealed partial class SettingsReader
{
    private void CheckAnonymous(string key, IPEndPoint? listen)
    {
        if (listen is not null && !IPAddress.IsLoopback(listen.Address))
        {
            _faults.Add(_values.ContainsKey("Mqtt:AllowAnonymous")
                ? $"Mqtt:AllowAnonymous: takes true only when {key} is on loopback"
                : $"{key}: off loopback the demo takes no anonymous clients; set Mqtt:AllowAnonymous=false");
        }
    }

    // Behind a proxy every client of /mqtt may look as if it were on this machine.
    private void CheckAnonymousBehindProxy(Settings settings)
    {
        var key = settings.TrustedProxies.Count > 0 ? "Http:TrustedProxies" : settings.PublicUrl is { IsLoopback: false } ? "Http:PublicUrl" : null;
        if (key is not null && IPAddress.IsLoopback(settings.HttpListen.Address))
        {
            _faults.Add(_values.ContainsKey("Mqtt:AllowAnonymous")
                ? $"Mqtt:AllowAnonymous: takes true only without {key}"
                : $"{key}: behind a proxy the demo takes no anonymous clients; set Mqtt:AllowAnonymous=false");
        }
    }

    private MqttTlsSettings? MqttTls()
    {
        var files = Tls("Mqtt:Tls", "Mqtt:Tls:ClientCa");
        if (Text("Mqtt:Tls:Listen") == "off")
        {
            if (Text("Mqtt:Tls:Certificate") is not null)
            {
                _faults.Add("Mqtt:Tls:Certificate: takes effect only with Mqtt:Tls:Listen, such as 0.0.0.0:8883");
            }

            return null;
        }

        var listen = EndPoint("Mqtt:Tls:Listen");
        if (Text("Mqtt:Tls:Certificate") is null && Text("Mqtt:Tls:Key") is null)
        {
            _faults.Add("Mqtt:Tls:Listen: needs Mqtt:Tls:Certificate and Mqtt:Tls:Key, each a PEM file");
        }

        return listen is null || files is null ? null : new MqttTlsSettings(listen, files);
    }

    /// <summary>The files of a listener, each read once to see that they can be used.</summary>
    private TlsFiles? Tls(string section, string? clientCaKey = null)
    {
        var (certificateKey, keyKey) = ($"{section}:Certificate", $"{section}:Key");
        var (certificate, key) = (PemText(certificateKey), PemText(keyKey));
        var roots = clientCaKey is null ? null : PemText(clientCaKey);
        if ((Text(certificateKey) is null) != (Text(keyKey) is null))
        {
            _faults.Add($"{certificateKey}, {keyKey}: both are needed, each a PEM file");
        }

        if (roots is not null)
        {
            TryUse($"{clientCaKey}: '{Text(clientCaKey!)}'", () => TlsFiles.ReadRoots(roots)); // roots were read by it
        }

        if (certificate is null || key is null)
        {
            return null;
        }

        TryUse($"{certificateKey}, {keyKey}: '{Text(certificateKey)}' and '{Text(keyKey)}'", () => TlsFiles.ReadCertificate(certificate, key));
        return new TlsFiles(Text(certificateKey)!, Text(keyKey)!, clientCaKey is null ? null : Text(clientCaKey)); // they were read
    }

    private void TryUse(string what, Action use)
    {
        try
        {
            use();
        }
        catch (CryptographicException exception)
        {
            _faults.Add($"{what} cannot be used: {exception.Message}");
        }
    }

    private string? PemText(string key)
    {
        if (Text(key) is not { } path)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Refuse(key);
            return null;
        }
    }

    private BrokerSettings Brokers()
    {
        var addresses = new List<MqttAddress>();
        foreach (var part in (Text("Mqtt:Broker") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!MqttAddress.TryParse(part, out var address))
            {
                _faults.Add($"Mqtt:Broker: '{WithoutPassword(part)}' is not taken; it takes {SettingKeys.Find("Mqtt:Broker")?.Takes}; a password goes into Mqtt:BrokerPasswordFile");
            }
            else if (addresses.Any(a => a.Authority == address.Authority))
            {
                _faults.Add($"Mqtt:Broker: {address.Authority} is named twice");
            }
            else
            {
                addresses.Add(address);
            }
        }

        var passwords = (Text("Mqtt:BrokerPassword") ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (passwords.Length > 1 && passwords.Length != addresses.Count)
        {
            _faults.Add($"Mqtt:BrokerPassword: has {passwords.Length} lines; it takes one, or one for each of the {addresses.Count} brokers");
        }

        if (Text("Mqtt:BrokerShare") is { } share && (share.Length == 0 || share.IndexOfAny(['/', '+', '#']) >= 0))
        {
            Refuse("Mqtt:BrokerShare");
        }

        var ca = PemText("Mqtt:BrokerCa");
        if (ca is not null)
        {
            TryUse($"Mqtt:BrokerCa: '{Text("Mqtt:BrokerCa")}'", () => TlsFiles.ReadRoots(ca));
        }

        if (addresses.Count == 0 && Text("Mqtt:Broker") is null)
        {
            _faults.AddRange(SettingKeys.All.Where(k => k.Name.StartsWith("Mqtt:Broker", StringComparison.Ordinal) && _values.ContainsKey(k.Name)).Select(k => $"{k.Name}: takes effect only with Mqtt:Broker"));
        }

        return new BrokerSettings(addresses, passwords, Text("Mqtt:BrokerClientId"), Text("Mqtt:BrokerShare"), Text("Mqtt:BrokerCa"));
    }

    private static string WithoutPassword(string address) => address.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? $"…{address[at..]}" : address;
}
