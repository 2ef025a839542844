namespace DustWatch.Ingest.Validation;

/// <summary>What stands behind a connection.</summary>
public enum SenderKind : byte
{
    /// <summary>Nobody signed in; loopback listeners only.</summary>
    Anonymous = 0,

    /// <summary>A device of the registry.</summary>
    Device = 1,

    /// <summary>An external broker, whose access list is trusted.</summary>
    Broker = 2,
}
