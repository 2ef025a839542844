using System.Globalization;
using System.Net;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Configuration;

/// <summary>
/// Reads <see cref="Settings"/> from <c>appsettings.json</c> in the working folder, <c>DUSTWATCH_Section__Key</c> and <c>--Section:Key=value</c>, in
/// rising order, and names all faults together.
/// </summary>
internal sealed partial class SettingsReader
{
    private const string EnvironmentPrefix = "DUSTWATCH_";
    private const long LateHorizonMaximum = 8L * 86_400_000;
    private const long LogAgeMinimum = 3_600_000;
    private const long LogAgeMaximum = 366L * 86_400_000;
    private const long LogBytesMinimum = 16L << 20;

    // Logging of the host may be set beside the product's own keys.
    private static readonly string[] ForeignSections = ["Logging"];

    private readonly List<string> _faults = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private SettingsReader()
    {
    }

    /// <summary>Reads and checks.</summary>
    /// <param name="arguments">The settings of the command line, each <c>--Key=value</c>.</param>
    /// <param name="isDemo">Whether <c>--demo</c> was given.</param>
    /// <exception cref="ConfigurationFaultException">Something is wrong.</exception>
    public static Settings Read(IReadOnlyList<string> arguments, bool isDemo)
    {
        var reader = new SettingsReader();
        reader.ReadFileAndEnvironment();
        reader.ReadArguments(arguments);
        var settings = reader.ToSettings(isDemo);
        return reader._faults.Count == 0 ? settings : throw new ConfigurationFaultException(reader._faults);
    }

    /// <summary>Splits settings (<c>--Key=value</c> or <c>--Section:Key value</c>, keys begin with a capital) from a command's own words.</summary>
    public static (IReadOnlyList<string> Settings, string[] Words) Split(string[] arguments)
    {
        var settings = new List<string>();
        var words = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var isSetting = arguments[i].Length > 2 && arguments[i].StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetterUpper(arguments[i][2]);
            if (!isSetting)
            {
                words.Add(arguments[i]);
            }
            else if (arguments[i].Contains('=', StringComparison.Ordinal) || i + 1 == arguments.Length || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.Add(arguments[i]);
            }
            else
            {
                settings.Add($"{arguments[i]}={arguments[++i]}");
            }
        }

        return (settings, [.. words]);
    }

    private void ReadFileAndEnvironment()
    {
        IConfigurationRoot sources;
        try
        {
            sources = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .Build();
        }
        catch (InvalidDataException exception)
        {
            _faults.Add($"appsettings.json: {exception.InnerException?.Message ?? exception.Message}");
            return;
        }

        foreach (var (key, value) in sources.AsEnumerable())
        {
            if (value is not null && !ForeignSections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            {
                Take(key, value, isCommandLine: false);
            }
        }
    }

    private void ReadArguments(IReadOnlyList<string> arguments)
    {
        foreach (var argument in arguments)
        {
            var separator = argument.IndexOf('=', StringComparison.Ordinal);
            if (separator < 0)
            {
                _faults.Add($"{argument}: needs a value, {argument}=VALUE");
            }
            else
            {
                Take(argument[2..separator], argument[(separator + 1)..], isCommandLine: true);
            }
        }
    }

    private void Take(string name, string value, bool isCommandLine)
    {
        var key = SettingKeys.Find(name);
        var isFile = key is null && name.EndsWith("File", StringComparison.OrdinalIgnoreCase);
        key ??= isFile ? SettingKeys.Find(name[..^4]) : null;
        if (key is null || (isFile && !key.IsSecret))
        {
            _faults.Add($"{name}: is no setting; the nearest is {SettingKeys.NearestTo(name)}");
        }
        else if (key.IsSecret && isCommandLine && !isFile)
        {
            _faults.Add($"{key.Name}: is a secret and not taken from the command line; use {key.Name}File");
        }
        else if (!isFile)
        {
            _values[key.Name] = value;
        }
        else if (File.Exists(value))
        {
            _values[key.Name] = File.ReadAllText(value).Trim();
        }
        else
        {
            _faults.Add($"{name}: the file {value} cannot be read");
        }
    }

    private Settings ToSettings(bool isDemo)
    {
        TakeOnly("Ledger:Kind", "sqlite");
        TakeOnly("Log:Kind", "embedded");
        if (!Text("Roles")!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).SequenceEqual(["alerting", "dashboard", "ingest"], StringComparer.Ordinal))
        {
            Refuse("Roles");
        }

        var data = Path.GetFullPath(Text("Data")!);
        var settings = new Settings(
            isDemo ? Path.Combine(data, "demo") : data,
            isDemo,
            EndPoint("Http:Listen") ?? new IPEndPoint(IPAddress.Loopback, 0),
            Tls("Http:Tls"),
            Url("Http:PublicUrl"),
            Addresses("Http:TrustedProxies"),
            Text("Mqtt:Listen") == "off" ? null : EndPoint("Mqtt:Listen"),
            MqttTls(),
            Boolean("Mqtt:AllowAnonymous") ?? isDemo,
            Boolean("Mqtt:ThingsBoard") ?? false,
            (ushort)WholeNumber("Mqtt:MaxInflight", 1, ushort.MaxValue),
            new MqttLimitSettings(
                (int)WholeNumber("Mqtt:MaxConnections", 1, 1_000_000),
                (int)WholeNumber("Mqtt:MaxConnectionsPerAddress", 1, 1_000_000),
                (int)WholeNumber("Mqtt:MaxSessions", 1, 10_000_000),
                (int)WholeNumber("Mqtt:MaxQueued", 1, 1_000_000),
                TimeSpan.FromMilliseconds(Duration("Mqtt:SessionExpiry", 365L * 24 * 3600 * 1000)),
                (int)WholeNumber("Mqtt:BanAfter", 0, 1_000_000),
                TimeSpan.FromMilliseconds(Duration("Mqtt:BanFor", 24L * 3600 * 1000))),
            Brokers(),
            Duration("Late:Horizon", LateHorizonMaximum),
            Retention(),
            TimeSpan.FromMilliseconds(Duration("Log:MaxAge", LogAgeMaximum, LogAgeMinimum)),
            Size("Log:MaxBytes", LogBytesMinimum),
            HistoryOptions());
        CheckTogether(settings);
        return settings;
    }

    private void Need(string key, string with)
    {
        if (string.IsNullOrWhiteSpace(Text(key)))
        {
            _faults.Add($"{key}: is needed with {with}; it takes {SettingKeys.Find(key)?.Takes}");
        }
    }

    private void CheckTogether(Settings settings)
    {
        var isProtected = settings.HttpTls is not null || Text("Http:Tls:Certificate") is not null || settings.TrustedProxies.Count > 0;
        if (!IPAddress.IsLoopback(settings.HttpListen.Address) && !isProtected)
        {
            _faults.Add("Http:Listen: an address off loopback needs Http:Tls:Certificate and Http:Tls:Key, or Http:TrustedProxies");
        }

        if (settings.AllowAnonymous)
        {
            CheckAnonymous("Mqtt:Listen", settings.MqttListen);
            CheckAnonymous("Mqtt:Tls:Listen", settings.MqttTls?.Listen);
            CheckAnonymous("Http:Listen", settings.HttpListen); // it has MQTT over WebSocket
            CheckAnonymousBehindProxy(settings);
        }
    }

    private string? Text(string key) => _values.TryGetValue(key, out var value) ? value : SettingKeys.Find(key)?.Default;

    private void Refuse(string key) => _faults.Add($"{key}: '{Text(key)}' is not taken; it takes {SettingKeys.Find(key)?.Takes}");

    private void TakeOnly(string key, string value)
    {
        if (!string.Equals(Text(key), value, StringComparison.OrdinalIgnoreCase))
        {
            Refuse(key);
        }
    }

    private IPEndPoint? EndPoint(string key)
    {
        var text = Text(key) ?? "";
        var separator = text.LastIndexOf(':');
        if (separator > 0 && ushort.TryParse(text.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            var host = text[..separator];
            var address = host switch
            {
                "localhost" => IPAddress.Loopback,
                "*" => IPAddress.IPv6Any,
                ['[', .. var inner, ']'] => IPAddress.TryParse(inner, out var v6) ? v6 : null,
                _ => host.Contains(':', StringComparison.Ordinal) ? null : IPAddress.TryParse(host, out var v4) ? v4 : null,
            };
            if (address is not null)
            {
                return new IPEndPoint(address, port);
            }
        }

        Refuse(key);
        return null;
    }

    private Uri? Url(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        Refuse(key);
        return null;
    }

    private List<IPAddress> Addresses(string key)
    {
        var addresses = new List<IPAddress>();
        foreach (var part in (Text(key) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(part, out var address))
            {
                addresses.Add(address);
            }
            else
            {
                Refuse(key);
            }
        }

        return addresses;
    }

    private bool? Boolean(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Refuse(key);
        return null;
    }

    private int WholeNumber(string key, int minimum, int maximum)
    {
        if (int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Refuse(key);
        return minimum;
    }

    private long Size(string key, long minimum)
    {
        if (ByteSize.TryParse(Text(key), out var bytes) && bytes >= minimum)
        {
            return bytes;
        }

        Refuse(key);
        return minimum;
    }

    private long Duration(string key, long maximum, long minimum = 1)
    {
        if (IsoDuration.TryParse(Text(key), out var milliseconds) && milliseconds >= minimum && milliseconds <= maximum)
        {
            return milliseconds;
        }

        Refuse(key);
        return maximum;
    }
}
