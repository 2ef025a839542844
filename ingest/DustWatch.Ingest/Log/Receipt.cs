namespace DustWatch.Ingest.Log;

/// <summary>A message that is to be taken exactly once was received, or, after that, released by who sent it: its identifier is free again.</summary>
/// <param name="Session">Key of the sender's session.</param>
/// <param name="PacketId">Identifier of the message within it.</param>
/// <param name="IsReleased">Whether it is forgotten from here on.</param>
public readonly record struct Receipt(string Session, ushort PacketId, bool IsReleased);
