using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Detection;
using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// The ledger, the alerts and the installation's own state in one file, <c>ledger.db</c>. One thread writes; what several shards and people hand over
/// meanwhile shares the next transaction. Members may be called from any thread.
/// </summary>
public sealed class SqliteLedger : IAlertLedger
{
    private const string InsertTransition = "INSERT OR IGNORE INTO transition (at, point, rule, n, revision, reason, seq) VALUES (?, ?, ?, ?, ?, ?, ?)";
    private const string SavePosition =
        "INSERT INTO shard (shard, position) VALUES (?, ?) ON CONFLICT (shard) DO UPDATE SET position = max(position, excluded.position) RETURNING position";

    private const string SelectPositions = "SELECT shard, position FROM shard";

    private readonly ConcurrentDictionary<int, long> _positions = new();
    private readonly LedgerWriter _writer;

    /// <summary>Opens the ledger, or makes it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="clock">Server time, of the entries.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public SqliteLedger(string path, TimeProvider clock)
    {
        Clock = clock;
        try
        {
            _writer = new LedgerWriter(path, clock, RememberPositions);
        }
        catch (SqliteException e)
        {
            throw new IOException($"The ledger {path} cannot be opened: {e.Message}", e);
        }

        Readers = new SqliteReaders(path);
        Readers.Read(LoadPositions);
    }

    /// <inheritdoc/>
    public long Head => _writer.Head.Seq;

    /// <summary>For what else stands in <c>ledger.db</c>.</summary>
    internal SqliteReaders Readers { get; }

    /// <summary>For what else stands in <c>ledger.db</c>.</summary>
    internal TimeProvider Clock { get; }

    /// <inheritdoc/>
    public long PositionOf(int shard) => _positions.GetValueOrDefault(shard);

    /// <inheritdoc/>
    public LedgerHead ReadHead() => _writer.Head;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Alert>> CommitAsync(int shard, long position, IReadOnlyList<Transition> transitions, Registry registry, IReadOnlyList<Verdict>? verdicts = null) =>
        _writer.WriteAsync<IReadOnlyList<Alert>>(transaction =>
        {
            var changed = Commit(transaction, transitions, registry);
            foreach (var verdict in verdicts ?? [])
            {
                LedgerVerdicts.Write(transaction, verdict);
            }

            MoveTo(transaction, shard, position);
            return changed;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Alert>> ReviseAsync(int shard, long position, PointRevision revision, Registry registry) =>
        _writer.WriteAsync<IReadOnlyList<Alert>>(transaction =>
        {
            var changed = LedgerRevisions.Commit(transaction, revision.Transitions, registry);
            foreach (var verdict in revision.Verdicts)
            {
                LedgerVerdicts.Write(transaction, verdict);
            }

            MoveTo(transaction, shard, position);
            return changed;
        });

    /// <inheritdoc/>
    public bool Holds(Transition transition) => Readers.Read(file => LedgerEntries.Holds(file, transition));

    /// <inheritdoc/>
    public Task<Alert?> AcknowledgeAsync(string alert, string user, string? comment) => _writer.WriteAsync(transaction =>
    {
        if (LedgerAlerts.Find(transaction.File, alert) is not { } found || found.IsAcknowledged)
        {
            return LedgerAlerts.Find(transaction.File, alert);
        }

        var seq = transaction.Append("acknowledge", user, LedgerBody.Of(("alert", alert), ("level", found.Level.NameOf()), ("comment", comment)));
        return Save(transaction, AlertBook.Acknowledge(found), seq);
    });

    /// <inheritdoc/>
    public Task<Alert?> MarkStaleAsync(string alert, bool isStale) => _writer.WriteAsync(transaction =>
    {
        if (LedgerAlerts.Find(transaction.File, alert) is not { } found || AlertBook.MarkStale(found, isStale) == found)
        {
            return null;
        }

        var seq = transaction.Append("stale", null, LedgerBody.Of(("alert", alert), ("stale", isStale)));
        return Save(transaction, AlertBook.MarkStale(found, isStale), seq);
    });

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A field is empty or holds a control character; JSON needs none.</exception>
    public Task<long> RecordAsync(string kind, string? actor, string bodyJson) =>
        _writer.WriteAsync(transaction => transaction.Append(kind, actor, bodyJson));

    /// <inheritdoc/>
    public Alert? Find(string alert) => Readers.Read(file => LedgerAlerts.Find(file, alert));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The filter names a state that is none.</exception>
    public IReadOnlyList<Alert> Read(AlertFilter filter) => Readers.Read(file => LedgerAlerts.Read(file, filter));

    /// <inheritdoc/>
    public IReadOnlyList<Alert> ReadChangedAfter(long seq, int limit) => Readers.Read(file => LedgerAlerts.ReadChangedAfter(file, seq, limit));

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEntry> ReadEntries(string alert) => Readers.Read(file => LedgerEntries.OfAlert(file, alert));

    /// <inheritdoc/>
    public LedgerEntry? FindEntry(long seq) => Readers.Read(file => LedgerEntries.Find(file, seq));

    /// <inheritdoc/>
    /// <remarks>Read page by page: what is committed meanwhile may or may not be in it.</remarks>
    public IEnumerable<Transition> ReadOutcome(Instant? from, Instant? to)
    {
        Transition? last = null;
        while (true)
        {
            var page = Readers.Read(file => LedgerEntries.OutcomePage(file, last, from ?? Instant.Never, to ?? new Instant(long.MaxValue)));
            foreach (var transition in page)
            {
                yield return last = transition;
            }

            if (page.Count == 0)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Transition> ReadLastRevisions(string point, Instant from) => Readers.Read(file => LedgerEntries.ReadLast(file, point, from));

    /// <inheritdoc/>
    public IReadOnlyList<VerdictRevision> ReadLastVerdicts(string point, Instant from) => Readers.Read(file => LedgerVerdicts.ReadLast(file, point, from));

    /// <inheritdoc/>
    public IReadOnlyList<Verdict> ReadVerdicts(string point, Instant? from, Instant? to) =>
        Readers.Read(file => LedgerVerdicts.ReadOfPoint(file, point, from ?? Instant.Never, to ?? new Instant(long.MaxValue)));

    /// <inheritdoc/>
    /// <remarks>Read page by page, as <see cref="ReadOutcome"/> is.</remarks>
    public IEnumerable<Verdict> ReadVerdicts(Instant? from, Instant? to)
    {
        Verdict? last = null;
        while (true)
        {
            var page = Readers.Read(file => LedgerVerdicts.Page(file, last, from ?? Instant.Never, to ?? new Instant(long.MaxValue)));
            foreach (var verdict in page)
            {
                yield return last = verdict;
            }

            if (page.Count == 0)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public LedgerFault? Verify(LedgerHead? anchor = null) => Readers.Read(file => LedgerEntries.Verify(file, anchor));

    /// <summary>Writes what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        Readers.Dispose();
    }

    /// <summary>For what else stands in <c>ledger.db</c>: does it in a transaction of the one writer.</summary>
    internal Task<T> WriteAsync<T>(Func<LedgerTransaction, T> act) => _writer.WriteAsync(act);

    /// <summary>Adds a transition to the chain.</summary>
    /// <returns>The entry's number, or null when its key is there already.</returns>
    internal static long? Append(LedgerTransaction transaction, Transition transition) =>
        TryInsert(transaction, transition) ? transaction.Append("transition", null, BodyOf(transition)) : null;

    private static List<Alert> Commit(LedgerTransaction transaction, IReadOnlyList<Transition> transitions, Registry registry)
    {
        var changed = new List<Alert>();
        foreach (var found in transitions)
        {
            var transition = LedgerEntries.FindWithdrawn(transaction.File, found) is { } withdrawn ? found with { Revision = withdrawn + 1 } : found;
            var newest = LedgerAlerts.FindNewest(transaction.File, transition.Point, transition.Rule);
            if (Append(transaction, transition) is { } seq && AlertBook.Apply(newest, transition, registry) is { } alert)
            {
                changed.Add(Save(transaction, alert, seq));
            }
        }

        return changed;
    }

    private static void MoveTo(LedgerTransaction transaction, int shard, long position)
    {
        var row = transaction.File.Prepare(SavePosition).Bind(1, shard).Bind(2, position);
        row.Step();
        transaction.Positions[shard] = row.Long(0);
        row.Run();
    }

    private static bool TryInsert(LedgerTransaction transaction, Transition transition)
    {
        transaction.File.Prepare(InsertTransition)
            .Bind(1, transition.At.Milliseconds)
            .Bind(2, transition.Point)
            .Bind(3, transition.Rule)
            .Bind(4, transition.N)
            .Bind(5, transition.Revision)
            .Bind(6, (long)transition.Reason)
            .Bind(7, transaction.NextSeq)
            .Run();
        return transaction.File.Changes > 0;
    }

    private static string BodyOf(Transition transition)
    {
        var body = new ArrayBufferWriter<byte>();
        TransitionJson.Write(transition, body);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static Alert Save(LedgerTransaction transaction, Alert alert, long seq)
    {
        var numbered = alert with { Seq = seq };
        LedgerAlerts.Write(transaction.File, numbered);
        return numbered;
    }

    private void RememberPositions(LedgerTransaction transaction)
    {
        foreach (var (shard, position) in transaction.Positions)
        {
            _positions[shard] = position;
        }
    }

    private int LoadPositions(SqliteFile file)
    {
        var rows = file.Prepare(SelectPositions);
        while (rows.Step())
        {
            _positions[(int)rows.Long(0)] = rows.Long(1);
        }

        return _positions.Count;
    }
}
