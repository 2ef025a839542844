using DustWatch.Alerting.Detection;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>
/// The book of alerts and the append-only ledger it is a fold of. One writer inside; callers from any thread. People are told only of what a
/// returned task has completed for.
/// </summary>
public interface IAlertLedger : IAsyncDisposable
{
    /// <summary>Number of the last entry; 0 when there is none.</summary>
    long Head { get; }

    /// <summary>Log position up to which <paramref name="shard"/>'s transitions are in the ledger; 0 at first.</summary>
    long PositionOf(int shard);

    /// <summary>
    /// One transaction: chained entries, alert book, the shard's position. A transition whose key (point, rule, at, n, revision) is there already
    /// does nothing, as does a verdict whose key (point, rule, end of the window, shift, revision) is. A verdict is an entry and concerns no alert.
    /// What is found where something was withdrawn is the next revision.
    /// </summary>
    /// <param name="shard">Whose.</param>
    /// <param name="position">Log position they were found at, or before.</param>
    /// <param name="transitions">In the shard's order; may be empty, to move the position on.</param>
    /// <param name="registry">For names and districts.</param>
    /// <param name="verdicts">Of windows that ended; null for none.</param>
    /// <returns>Each alert as each transition left it, in ledger order.</returns>
    /// <exception cref="IOException">The ledger cannot store it; nothing of it counts, and it may be repeated.</exception>
    Task<IReadOnlyList<Alert>> CommitAsync(int shard, long position, IReadOnlyList<Transition> transitions, Registry registry, IReadOnlyList<Verdict>? verdicts = null);

    /// <summary>
    /// Commits what judging a point again has changed, in one transaction like <see cref="CommitAsync"/>. Alerts go on with the episodes that overlap
    /// them; one of which nothing is left becomes inactive and says so.
    /// </summary>
    /// <returns>Each alert that changed, as it is now, active ones last.</returns>
    /// <exception cref="IOException">The ledger cannot store it; nothing of it counts, and it may be repeated.</exception>
    Task<IReadOnlyList<Alert>> ReviseAsync(int shard, long position, PointRevision revision, Registry registry);

    /// <summary>Whether the ledger holds this very transition, in any revision.</summary>
    bool Holds(Transition transition);

    /// <summary>A person has seen the alert. Doing it again changes nothing.</summary>
    /// <returns>The alert after it, or null when there is none with this id.</returns>
    Task<Alert?> AcknowledgeAsync(string alert, string user, string? comment);

    /// <summary>Marks an active alert as without valid samples, or takes the mark away; null when nothing changed.</summary>
    Task<Alert?> MarkStaleAsync(string alert, bool isStale);

    /// <summary>Records something that is not about one alert: a user, a device, a registry version. No secrets.</summary>
    /// <returns>The entry's number.</returns>
    Task<long> RecordAsync(string kind, string? actor, string bodyJson);

    /// <summary>The alert, or null.</summary>
    Alert? Find(string alert);

    /// <summary>Newest change first.</summary>
    IReadOnlyList<Alert> Read(AlertFilter filter);

    /// <summary>Alerts changed after <paramref name="seq"/>, each once as it is now, by <see cref="Alert.Seq"/>.</summary>
    IReadOnlyList<Alert> ReadChangedAfter(long seq, int limit);

    /// <summary>Entries about one alert (its transitions and what people did), by number.</summary>
    IReadOnlyList<LedgerEntry> ReadEntries(string alert);

    /// <summary>The entry with this number, or null.</summary>
    LedgerEntry? FindEntry(long seq);

    /// <summary>The transitions with <c>at</c> in (from, to] that stand after all revisions, sorted by at, point, rule, n (ids by code point); null is no bound.</summary>
    IEnumerable<Transition> ReadOutcome(Instant? from, Instant? to);

    /// <summary>The last revision of every transition of a point with <c>at</c> at or after <paramref name="from"/>, withdrawn ones included, by at, rule, n.</summary>
    IReadOnlyList<Transition> ReadLastRevisions(string point, Instant from);

    /// <summary>The last revision of every verdict of a point on a window that ended at or after <paramref name="from"/>, withdrawn ones included.</summary>
    IReadOnlyList<VerdictRevision> ReadLastVerdicts(string point, Instant from);

    /// <summary>The verdicts that stand on windows of a point that ended in (from, to], by end, rule, shift; null is no bound.</summary>
    IReadOnlyList<Verdict> ReadVerdicts(string point, Instant? from, Instant? to);

    /// <summary>The verdicts that stand on windows that ended in (from, to], by end, point, rule, shift; null is no bound.</summary>
    IEnumerable<Verdict> ReadVerdicts(Instant? from, Instant? to);

    /// <summary>Number and hash of the last entry, to be anchored elsewhere.</summary>
    LedgerHead ReadHead();

    /// <summary>Recomputes the chain from its first entry; null when it holds.</summary>
    /// <param name="anchor">A head that was noted earlier: that entry must still be there, with that hash. Null compares with nothing.</param>
    LedgerFault? Verify(LedgerHead? anchor = null);
}
