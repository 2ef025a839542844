namespace DustWatch.Dashboard.Configuration;

/// <summary>The keys of this version, in the contract's order. A key that is not here is an error wherever it is given.</summary>
internal static class SettingKeys
{
    public static IReadOnlyList<SettingKey> All { get; } =
    [
        new("Data", "./data", "a folder"),
        new("Http:Listen", "127.0.0.1:8080", "an address and port, such as 127.0.0.1:8080; port 0 takes a free one"),
        new("Http:Tls:Certificate", null, "a PEM file"),
        new("Http:Tls:Key", null, "a PEM file"),
        new("Http:PublicUrl", null, "an address such as https://dust.example.org"),
        new("Http:TrustedProxies", null, "addresses of proxies, separated by commas"),
        new("Mqtt:Listen", "127.0.0.1:1883", "an address and port, such as 127.0.0.1:1883, or off"),
        new("Mqtt:Tls:Listen", "off", "an address and port, such as 0.0.0.0:8883, or off"),
        new("Mqtt:Tls:Certificate", null, "a PEM file"),
        new("Mqtt:Tls:Key", null, "a PEM file"),
        new("Mqtt:Tls:ClientCa", null, "a PEM file of the roots of client certificates"),
        new("Mqtt:AllowAnonymous", null, "true or false"),
        new("Mqtt:ThingsBoard", "false", "true or false: whether a device's secret as user name, without a password, signs it in"),
        new("Mqtt:MaxInflight", "1024", "a whole number from 1 to 65535"),
        new("Mqtt:Broker", null, "addresses such as mqtts://user@broker.example:8883, separated by commas"),
        new("Mqtt:BrokerPassword", null, "the password of the brokers' users, or one a line in the order of Mqtt:Broker", IsSecret: true),
        new("Mqtt:BrokerCa", null, "a PEM file of the roots that the brokers' certificates go back to; without it the system's"),
        new("Mqtt:BrokerClientId", null, "a client identifier that no other client has; without it one made for the data folder"),
        new("Mqtt:BrokerShare", null, "a name: several of us with it share what a broker sends ($share, MQTT 5)"),
        new("Mqtt:MaxConnections", "50000", "a whole number from 1 to 1000000"),
        new("Mqtt:MaxConnectionsPerAddress", "20000", "a whole number from 1 to 1000000"),
        new("Mqtt:MaxSessions", "100000", "a whole number from 1 to 10000000"),
        new("Mqtt:MaxQueued", "1000", "a whole number from 1 to 1000000"),
        new("Mqtt:SessionExpiry", "P7D", "a duration such as P7D, at most P365D"),
        new("Mqtt:BanAfter", "20", "a whole number from 0 to 1000000; 0 for no bans"),
        new("Mqtt:BanFor", "PT1M", "a duration such as PT1M, at most P1D"),
        new("History:Kind", "sqlite", "sqlite or influx"),
        new("History:Url", null, "the address of an InfluxDB, such as http://127.0.0.1:8086"),
        new("History:Api", "v2", "v2 (InfluxDB 2 and 3) or v1 (InfluxDB 1)"),
        new("History:Org", null, "an organisation, with History:Api=v2"),
        new("History:Bucket", null, "a bucket, with History:Api=v2"),
        new("History:Token", null, "a token, with History:Api=v2", IsSecret: true),
        new("History:Database", null, "a database, with History:Api=v1; with v2 what InfluxQL calls the bucket, when it has another name there"),
        new("History:User", null, "a user, with History:Api=v1"),
        new("History:Password", null, "the password of History:User", IsSecret: true),
        new("History:Raw", "P30D", "how long samples are kept: a duration such as P30D or P2Y, from P9D to P100Y; with History:Kind=influx the data folder keeps P9D of them"),
        new("History:Minute", "P2Y", "how long summaries of minutes are kept: a duration such as P2Y, from P9D to P100Y"),
        new("History:Shift", "P10Y", "how long summaries of shifts are kept: a duration such as P10Y, from P9D to P100Y"),
        new("Ledger:Kind", "sqlite", "sqlite"),
        new("Log:Kind", "embedded", "embedded"),
        new("Log:MaxAge", "P8D", "a duration such as P8D, from PT1H to P366D"),
        new("Log:MaxBytes", "20GiB", "bytes, or a size such as 20GiB; at least 16MiB"),
        new("Late:Horizon", "P8D", "a duration such as P8D, at most P8D"),
        new("Roles", "ingest,alerting,dashboard", "ingest,alerting,dashboard: all three run in one process in this version"),
    ];

    public static SettingKey? Find(string name) => All.FirstOrDefault(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The known name that <paramref name="name"/> is most like.</summary>
    public static string NearestTo(string name) => All.MinBy(k => Distance(k.Name.ToUpperInvariant(), name.ToUpperInvariant()))?.Name ?? "";

    // Levenshtein's distance: insertions, deletions and replacements that lead from one to the other.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
