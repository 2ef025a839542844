namespace DustWatch.Backends.Influx;

/// <summary>An InfluxDB did not answer a query, or not with what was asked for.</summary>
public sealed class InfluxException : IOException
{
    /// <summary>With the reason, for a person.</summary>
    public InfluxException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
