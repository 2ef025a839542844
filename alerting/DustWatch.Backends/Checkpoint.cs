using System.Buffers;

namespace DustWatch.Backends;

/// <summary>A shard's state as it was at a log position.</summary>
/// <param name="Position">The last record that it contains.</param>
/// <param name="State">As saved.</param>
public sealed record Checkpoint(long Position, ReadOnlySequence<byte> State);
