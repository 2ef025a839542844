using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>Reads and verifies the entries of <c>ledger.db</c>.</summary>
internal static class LedgerEntries
{
    private const int PageRows = 1000;
    private const string Columns = "entry.seq, entry.at, entry.kind, entry.actor, entry.body, entry.hash";

    private const string SelectOfAlert =
        $"SELECT {Columns} FROM alert_entry JOIN entry ON entry.seq = alert_entry.seq WHERE alert_entry.alert = ? ORDER BY entry.seq";

    private const string SelectOne = $"SELECT {Columns} FROM entry WHERE entry.seq = ?";

    private const string SelectPage = $"SELECT {Columns} FROM entry WHERE entry.seq > ? ORDER BY entry.seq LIMIT ?";

    // What the entries say is what counts, so bodies are read from there; the table of keys only finds them.
    private const string SelectOutcome =
        """
        SELECT entry.body FROM transition AS t JOIN entry ON entry.seq = t.seq
        WHERE (t.at, t.point, t.rule, t.n) > (?, ?, ?, ?) AND t.at <= ? AND t.reason <> ?
          AND NOT EXISTS (SELECT 1 FROM transition AS u WHERE u.at = t.at AND u.point = t.point AND u.rule = t.rule AND u.n = t.n AND u.revision > t.revision)
        ORDER BY t.at, t.point, t.rule, t.n LIMIT ?
        """;

    private const string SelectLast =
        """
        SELECT entry.body FROM transition AS t JOIN entry ON entry.seq = t.seq
        WHERE t.point = ? AND t.at >= ?
          AND NOT EXISTS (SELECT 1 FROM transition AS u WHERE u.at = t.at AND u.point = t.point AND u.rule = t.rule AND u.n = t.n AND u.revision > t.revision)
        ORDER BY t.at, t.rule, t.n
        """;

    private const string SelectRevisions =
        "SELECT entry.body FROM transition AS t JOIN entry ON entry.seq = t.seq WHERE t.point = ? AND t.rule = ? AND t.at = ? AND t.n = ?";

    private const string SelectLastReason =
        "SELECT revision, reason FROM transition WHERE point = ? AND rule = ? AND at = ? AND n = ? ORDER BY revision DESC LIMIT 1";

    private const string SelectUnkeyed =
        """
        SELECT entry.seq, entry.kind FROM entry LEFT JOIN transition ON transition.seq = entry.seq LEFT JOIN verdict ON verdict.seq = entry.seq
        WHERE (entry.kind = 'transition' AND transition.seq IS NULL) OR (entry.kind IN ('verdict', 'verdict-withdrawn') AND verdict.seq IS NULL)
        ORDER BY entry.seq LIMIT 1
        """;

    public static List<LedgerEntry> OfAlert(SqliteFile file, string alert)
    {
        var entries = new List<LedgerEntry>();
        var rows = file.Prepare(SelectOfAlert).Bind(1, alert);
        while (rows.Step())
        {
            entries.Add(EntryOf(rows));
        }

        return entries;
    }

    /// <summary>The entry with this number, or null.</summary>
    public static LedgerEntry? Find(SqliteFile file, long seq)
    {
        var rows = file.Prepare(SelectOne).Bind(1, seq);
        if (!rows.Step())
        {
            return null;
        }

        var entry = EntryOf(rows);
        rows.Reset();
        return entry;
    }

    /// <summary>Whether a revision of the transition's key says just what it says.</summary>
    public static bool Holds(SqliteFile file, Transition transition) =>
        ReadTransitions(BindKey(file.Prepare(SelectRevisions), transition)).Exists(known => known with { Revision = transition.Revision } == transition);

    /// <summary>The last revision of the transition's key when that takes it back, else null: what is found there later is not that one again.</summary>
    public static int? FindWithdrawn(SqliteFile file, Transition transition)
    {
        var rows = BindKey(file.Prepare(SelectLastReason), transition);
        if (!rows.Step())
        {
            return null;
        }

        var (revision, reason) = ((int)rows.Long(0), (TransitionReason)rows.Long(1));
        rows.Reset();
        return reason == TransitionReason.Withdrawn ? revision : null;
    }

    /// <summary>The last revision of each transition of a point with <c>at</c> at or after <paramref name="from"/>, withdrawn ones included, by at, rule, n.</summary>
    public static List<Transition> ReadLast(SqliteFile file, string point, Instant from) =>
        ReadTransitions(file.Prepare(SelectLast).Bind(1, point).Bind(2, from.Milliseconds));

    /// <summary>The page of the outcome after <paramref name="last"/>, of transitions with <c>at</c> in (<paramref name="from"/>, <paramref name="to"/>]; empty at the end.</summary>
    public static List<Transition> OutcomePage(SqliteFile file, Transition? last, Instant from, Instant to)
    {
        var rows = file.Prepare(SelectOutcome)
            .Bind(1, (last?.At ?? from).Milliseconds)
            .Bind(2, last?.Point ?? "\U0010FFFF") // after every id: the start itself is excluded
            .Bind(3, last?.Rule ?? string.Empty)
            .Bind(4, last?.N ?? 0)
            .Bind(5, to.Milliseconds)
            .Bind(6, (long)TransitionReason.Withdrawn)
            .Bind(7, PageRows);
        return ReadTransitions(rows);
    }

    /// <summary>The first fault of the chain, or null. It is read in pages: one long transaction beside a running server would hold its write-ahead log.</summary>
    public static LedgerFault? Verify(SqliteFile file, LedgerHead? anchor)
    {
        var (head, after, count) = (LedgerHead.Empty, long.MinValue, PageRows);
        while (count == PageRows)
        {
            count = 0;
            var rows = file.Prepare(SelectPage).Bind(1, after).Bind(2, PageRows);
            for (; rows.Step(); count++)
            {
                var entry = EntryOf(rows);
                if (FaultOf(entry, head, anchor) is { } fault)
                {
                    rows.Reset();
                    return fault;
                }

                (head, after) = (new LedgerHead(entry.Seq, entry.Hash), entry.Seq);
            }
        }

        if (anchor is not null && anchor.Seq > head.Seq)
        {
            return new LedgerFault(head.Seq + 1, $"The ledger ends at entry {head.Seq}, but entry {anchor.Seq} was anchored: entries were cut off.");
        }

        var unkeyed = file.Prepare(SelectUnkeyed);
        if (!unkeyed.Step())
        {
            return null;
        }

        var (seq, kind) = (unkeyed.Long(0), unkeyed.Text(1));
        unkeyed.Reset();
        return new LedgerFault(seq, $"Entry {seq}, a {kind}, is not in the table of keys: outcomes would not be what the chain says.");
    }

    private static SqliteStatement BindKey(SqliteStatement rows, Transition transition) =>
        rows.Bind(1, transition.Point).Bind(2, transition.Rule).Bind(3, transition.At.Milliseconds).Bind(4, transition.N);

    private static List<Transition> ReadTransitions(SqliteStatement rows)
    {
        var transitions = new List<Transition>();
        while (rows.Step())
        {
            using var json = JsonDocument.Parse(rows.Text(0));
            transitions.Add(TransitionJson.Read(json.RootElement));
        }

        return transitions;
    }

    private static LedgerFault? FaultOf(LedgerEntry entry, LedgerHead head, LedgerHead? anchor)
    {
        if (entry.Seq != head.Seq + 1)
        {
            return new LedgerFault(head.Seq + 1, $"Entry {head.Seq + 1} is missing; the next one is {entry.Seq}.");
        }

        if (!IsTime(entry.At)
            || !LedgerChain.HashOf(head.Hash.Span, entry.Seq, entry.At, entry.Kind, entry.Actor, entry.Body).AsSpan().SequenceEqual(entry.Hash.Span))
        {
            return new LedgerFault(
                entry.Seq,
                $"Entry {entry.Seq} does not have the hash that its text and entry {head.Seq} give: one of them was changed, or stands in another's place.");
        }

        return anchor is not null && anchor.Seq == entry.Seq && !anchor.Hash.Span.SequenceEqual(entry.Hash.Span)
            ? new LedgerFault(entry.Seq, $"Entry {entry.Seq} has another hash than the anchored one: the ledger was written anew.")
            : null;
    }

    // What was never written by us may lie beyond the calendar.
    private static bool IsTime(Instant at) =>
        at >= Instant.From(DateTimeOffset.MinValue) && at <= Instant.From(DateTimeOffset.MaxValue);

    private static LedgerEntry EntryOf(SqliteStatement row) =>
        new(row.Long(0), new Instant(row.Long(1)), row.Text(2), row.TextOrNull(3), row.Text(4), row.Blob(5).ToArray());
}
