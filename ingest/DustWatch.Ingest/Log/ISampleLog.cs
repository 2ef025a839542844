using DustWatch.Measurements;

namespace DustWatch.Ingest.Log;

/// <summary>
/// The spine: a durable, ordered log with group commit. Appends may come from any thread; all that arrive while a commit runs share the next one.
/// What an append's task has completed for is on disk. Calls that one caller makes one after the other are stored in that order, whether it waited or
/// not. When more waits for a commit than the log holds, appends wait with a copy of their own: whoever appends without waiting bounds how many it
/// has under way.
/// <para>
/// Its age and size are bounded, and it is cut at its old end; but only what was released. When it is full and nothing may be cut, samples wait and are not
/// acknowledged, up to a bound beyond which they are refused; ticks and control records, by which its readers get on, are still taken.
/// </para>
/// </summary>
public interface ISampleLog : IAsyncDisposable
{
    /// <summary>Position of the last durable record; 0 when there is none.</summary>
    long End { get; }

    /// <summary>Position of the oldest record that can be read; one past the end when there is none.</summary>
    long First { get; }

    /// <summary>How full it is.</summary>
    LogRoom Room { get; }

    /// <summary>
    /// Says that nobody needs the records up to <paramref name="position"/> any more: they may be cut when they are older or more than the log is to hold. It
    /// never takes back an earlier release.
    /// </summary>
    /// <param name="position">What every reader has taken for good.</param>
    /// <param name="controlPosition">Registries and rules are still found from here on, also those that held here.</param>
    void Release(long position, long controlPosition);

    /// <summary>Takes a copy of <paramref name="samples"/>. The task completes when they are durable, with the position of the record that holds the last of them.</summary>
    /// <exception cref="IOException">The log cannot store them, or is full and has no room for more that waits; nothing of this call counts as taken.</exception>
    ValueTask<long> AppendAsync(ReadOnlySpan<Sample> samples);

    /// <summary>As the other, and in the same commit notes which messages the samples came with, in their order. Both may be empty.</summary>
    ValueTask<long> AppendAsync(ReadOnlySpan<Sample> samples, ReadOnlySpan<Receipt> receipts);

    /// <summary>Forgets every message of a session that is over, after what was appended before.</summary>
    ValueTask ForgetReceiptsAsync(string session);

    /// <summary>Messages of a session that were received and not released, as of the last commit.</summary>
    IReadOnlyCollection<ushort> ReadReceipts(string session);

    /// <summary>Sets a sample aside.</summary>
    ValueTask<long> QuarantineAsync(string device, in Sample sample, string reason);

    /// <summary>Appends that samples which had been set aside were appended again. Takes a copy of their records' positions, which are not empty.</summary>
    ValueTask<long> ReadmitAsync(ReadOnlySpan<long> quarantined);

    /// <summary>Appends a tick of the log's clock.</summary>
    ValueTask<long> TickAsync();

    /// <summary>Appends how much of what points sent was refused since the last time. Takes a copy of <paramref name="counts"/>, which is not empty.</summary>
    ValueTask<long> RefuseAsync(ReadOnlySpan<RefusedCount> counts);

    /// <summary>Appends a control record. Not coalesced with others: each version is a record.</summary>
    ValueTask<long> ChangeRegistryAsync(int version, ReadOnlyMemory<byte> json);

    /// <summary>Appends a control record: these rules hold from here on, or, when <paramref name="json"/> is empty, the default ones.</summary>
    ValueTask<long> ChangeRulesAsync(int version, ReadOnlyMemory<byte> json);

    /// <summary>
    /// All records after <paramref name="position"/>, in order, for ever: first those on disk, then each as it becomes durable, from memory when the
    /// reader keeps up. They come in pages of what is there, never empty; a page is good until the next is asked for. Any number of readers, each
    /// with a pace of its own. Ends only by <paramref name="cancellationToken"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">What comes after <paramref name="position"/> was cut.</exception>
    IAsyncEnumerable<IReadOnlyList<LogRecord>> ReadAsync(long position, CancellationToken cancellationToken);

    /// <summary>The newest registry at or before <paramref name="position"/>, or null. It is found where the records around it were cut, as long as it may be asked for.</summary>
    RegistryChange? FindRegistry(long position);

    /// <summary>The newest rules at or before <paramref name="position"/>, or null.</summary>
    RulesChange? FindRules(long position);
}
