namespace DustWatch.Backends.Influx;

/// <summary>How a server is written to. It is read with InfluxQL (<c>/query</c>) either way.</summary>
public enum InfluxApi
{
    /// <summary><c>/write?db=</c>, user and password: InfluxDB 1.</summary>
    V1 = 1,

    /// <summary><c>/api/v2/write</c>, token, organisation and bucket: InfluxDB 2 and 3, VictoriaMetrics.</summary>
    V2 = 2,
}
