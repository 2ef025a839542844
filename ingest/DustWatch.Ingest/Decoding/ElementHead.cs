using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>What is known of an element while its members are read, in whatever order they come.</summary>
internal struct ElementHead
{
    public Instant? Time;
    public SampleFlag Flag;
    public bool HasTime;
    public bool HasFlag;
    public bool HasValues;
    public bool IsMalformed;
    public int Values; // named, whether good or not
}
