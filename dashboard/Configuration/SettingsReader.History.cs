using System.Globalization;
using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Configuration;

/// <summary>Where the history is, and how long it keeps what.</summary>
internal sealed partial class SettingsReader
{
    private const int KeptDaysMinimum = 9; // judging late samples again reads the samples, and shifts are made of the minutes
    private const int KeptDaysMaximum = 36_600;
    private const int DaysOfYear = 366; // so that nothing goes before its year is over

    // A value of the other interface is a fault: whoever gave it thinks that it counts.
    private InfluxOptions? HistoryOptions()
    {
        switch (Text("History:Kind")!.ToUpperInvariant())
        {
            case "SQLITE":
                return null;
            case "INFLUX":
                break;
            default:
                Refuse("History:Kind");
                return null;
        }

        InfluxApi? api = Text("History:Api")!.ToUpperInvariant() switch { "V1" => InfluxApi.V1, "V2" => InfluxApi.V2, _ => null };
        if (api is null)
        {
            Refuse("History:Api");
            return null;
        }

        var faultsBefore = _faults.Count;
        var isV1 = api == InfluxApi.V1;
        foreach (var key in isV1 ? (string[])["History:Url", "History:Database"] : ["History:Url", "History:Org", "History:Bucket"])
        {
            Need(key, $"History:Kind=influx with History:Api={(isV1 ? "v1" : "v2")}");
        }

        foreach (var key in (isV1 ? (string[])["History:Org", "History:Bucket", "History:Token"] : ["History:User", "History:Password"]).Where(_values.ContainsKey))
        {
            _faults.Add($"{key}: is not used with History:Api={(isV1 ? "v1" : "v2")}; leave it out, or set History:Api={(isV1 ? "v2" : "v1")}");
        }

        if (isV1 && _values.ContainsKey("History:User") != _values.ContainsKey("History:Password"))
        {
            _faults.Add("History:User, History:Password: both are needed, or neither");
        }

        if (_values.TryGetValue("History:Url", out var text) && Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.UserInfo.Length > 0 || address.Query.Length > 0))
        {
            _faults.Add("History:Url: takes neither a user nor a query; use History:User and History:PasswordFile, or History:TokenFile");
        }

        return Url("History:Url") is { } url && _faults.Count == faultsBefore
            ? new InfluxOptions(url, api.Value, Text("History:Database") ?? Text("History:Bucket")!, Text("History:Org"), Text("History:Bucket"), Text("History:Token"), Text("History:User"), Text("History:Password"))
            : null;
    }

    private HistoryRetention Retention() => HistoryRetention.Default with { Raw = Kept("History:Raw"), Minute = Kept("History:Minute"), Shift = Kept("History:Shift") };

    // A duration, or whole years: P2Y.
    private TimeSpan Kept(string key)
    {
        var text = Text(key);
        var days = text is ['P' or 'p', .. var number, 'Y' or 'y'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var years)
            ? (double)years * DaysOfYear
            : IsoDuration.TryParse(text, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds).TotalDays : 0;
        if (days is >= KeptDaysMinimum and <= KeptDaysMaximum)
        {
            return TimeSpan.FromDays(days);
        }

        Refuse(key);
        return TimeSpan.FromDays(KeptDaysMinimum);
    }
}
