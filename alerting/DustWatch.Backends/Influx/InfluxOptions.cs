namespace DustWatch.Backends.Influx;

/// <summary>Where an InfluxDB is, and how it is written to.</summary>
/// <param name="Url">Its address; a path in front of <c>/write</c> or <c>/api</c> is kept.</param>
/// <param name="Api">Which write interface.</param>
/// <param name="Database">What is written to with v1, and read from with InfluxQL: the bucket, unless a mapping gives it another name.</param>
/// <param name="Org">Organisation, with v2.</param>
/// <param name="Bucket">Bucket, with v2.</param>
/// <param name="Token">With v2; null for a server that asks for none.</param>
/// <param name="User">With v1; null for a server that asks for none.</param>
/// <param name="Password">With <paramref name="User"/>.</param>
public sealed record InfluxOptions(
    Uri Url,
    InfluxApi Api,
    string Database,
    string? Org = null,
    string? Bucket = null,
    string? Token = null,
    string? User = null,
    string? Password = null)
{
    /// <summary>Whether lines are compressed: on the way to another machine. Over loopback it costs more than encoding them and saves nothing.</summary>
    public bool IsCompressed { get; init; } = !Url.IsLoopback;

    /// <summary>A batch is sent with so many lines: what the server's makers recommend at most.</summary>
    public int BatchLinesMaximum { get; init; } = 10_000;

    /// <summary>A batch is sent with about so many bytes, before compression; a line more may be in it.</summary>
    public int BatchBytesMaximum { get; init; } = 1 << 20;

    /// <summary>A batch that is not full is sent when its oldest line is so old, by the log's time.</summary>
    public TimeSpan BatchAgeMaximum { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Batches under way at once.</summary>
    public int InFlightMaximum { get; init; } = 4;

    /// <summary>Batches sent after one that is not stored yet: those of them that are stored cost nothing but being sent again after a stop.</summary>
    public int OvertakingMaximum { get; init; } = 63;

    /// <summary>When more records of the log than this wait, they are left behind and stored beside what comes now.</summary>
    public long LeftBehindRecordsMinimum { get; init; } = 1_000;

    /// <summary>How long a server may take to answer a write.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may take to answer a query.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Without its secrets.</summary>
    public override string ToString() => $"{Url} ({(Api == InfluxApi.V1 ? $"database {Database}" : $"bucket {Bucket} of {Org}")})";
}
