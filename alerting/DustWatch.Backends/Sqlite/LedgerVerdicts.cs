using System.Buffers;
using System.Text;
using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>Verdicts as entries of the chain, and a table of their keys.</summary>
internal static class LedgerVerdicts
{
    /// <summary>Entries of this kind say how a window ended.</summary>
    private const string Kind = "verdict";

    /// <summary>Entries of this kind say that there was no such window.</summary>
    private const string WithdrawnKind = "verdict-withdrawn";

    private const int PageRows = 1000;

    private const string Insert =
        "INSERT OR IGNORE INTO verdict (at, point, rule, shift, revision, is_withdrawn, seq) VALUES (?, ?, ?, ?, ?, ?, ?)";

    private const string IsLast =
        """
        NOT EXISTS (SELECT 1 FROM verdict AS u
          WHERE u.at = v.at AND u.point = v.point AND u.rule = v.rule AND u.shift = v.shift AND u.revision > v.revision)
        """;

    private const string SelectLast =
        $"SELECT entry.body, v.is_withdrawn FROM verdict AS v JOIN entry ON entry.seq = v.seq WHERE v.point = ? AND v.at >= ? AND {IsLast} ORDER BY v.at, v.rule, v.shift";

    private const string SelectOutcome =
        $"""
        SELECT entry.body FROM verdict AS v JOIN entry ON entry.seq = v.seq
        WHERE (v.at, v.point, v.rule, v.shift) > (?, ?, ?, ?) AND v.at <= ? AND v.is_withdrawn = 0 AND {IsLast}
        ORDER BY v.at, v.point, v.rule, v.shift LIMIT ?
        """;

    private const string SelectOfPoint =
        $"""
        SELECT entry.body FROM verdict AS v JOIN entry ON entry.seq = v.seq
        WHERE v.point = ? AND v.at > ? AND v.at <= ? AND v.is_withdrawn = 0 AND {IsLast} ORDER BY v.at, v.rule, v.shift
        """;

    private const string SelectNewest =
        "SELECT revision, is_withdrawn FROM verdict WHERE at = ? AND point = ? AND rule = ? AND shift = ? ORDER BY revision DESC LIMIT 1";

    /// <summary>Adds a verdict that was found to the chain; its key again does nothing, unless that was taken back: what is found there later is not that one again.</summary>
    public static void Write(LedgerTransaction transaction, Verdict found) =>
        Write(transaction, new VerdictRevision(FindWithdrawn(transaction.File, found) is { } withdrawn ? found with { Revision = withdrawn + 1 } : found, IsWithdrawn: false));

    /// <summary>Adds a verdict to the chain; its key again does nothing.</summary>
    public static void Write(LedgerTransaction transaction, VerdictRevision revision)
    {
        var verdict = revision.Verdict;
        transaction.File.Prepare(Insert)
            .Bind(1, verdict.Window.End.Milliseconds)
            .Bind(2, verdict.Point)
            .Bind(3, verdict.Rule)
            .Bind(4, verdict.Shift ?? string.Empty)
            .Bind(5, verdict.Revision)
            .Bind(6, revision.IsWithdrawn ? 1 : 0)
            .Bind(7, transaction.NextSeq)
            .Run();
        if (transaction.File.Changes > 0)
        {
            var body = new ArrayBufferWriter<byte>();
            VerdictJson.Write(verdict, body);
            transaction.Append(revision.IsWithdrawn ? WithdrawnKind : Kind, null, Encoding.UTF8.GetString(body.WrittenSpan));
        }
    }

    /// <summary>The last revision of each verdict of a point on a window that ended at or after <paramref name="from"/>.</summary>
    public static List<VerdictRevision> ReadLast(SqliteFile file, string point, Instant from)
    {
        var found = new List<VerdictRevision>();
        var rows = file.Prepare(SelectLast).Bind(1, point).Bind(2, from.Milliseconds);
        while (rows.Step())
        {
            found.Add(new VerdictRevision(VerdictOf(rows), rows.Long(1) != 0));
        }

        return found;
    }

    /// <summary>What stands of one point, of windows that ended in (<paramref name="from"/>, <paramref name="to"/>].</summary>
    public static List<Verdict> ReadOfPoint(SqliteFile file, string point, Instant from, Instant to) =>
        ReadAll(file.Prepare(SelectOfPoint).Bind(1, point).Bind(2, from.Milliseconds).Bind(3, to.Milliseconds));

    /// <summary>The page of what stands after <paramref name="last"/>; empty at the end.</summary>
    public static List<Verdict> Page(SqliteFile file, Verdict? last, Instant from, Instant to) => ReadAll(file.Prepare(SelectOutcome)
        .Bind(1, (last?.Window.End ?? from).Milliseconds)
        .Bind(2, last?.Point ?? "\U0010FFFF") // after every id: the start itself is excluded
        .Bind(3, last?.Rule ?? string.Empty)
        .Bind(4, last?.Shift ?? string.Empty)
        .Bind(5, to.Milliseconds)
        .Bind(6, PageRows));

    /// <summary>The last revision of the verdict's key when that takes it back, else null.</summary>
    private static int? FindWithdrawn(SqliteFile file, Verdict verdict)
    {
        var rows = file.Prepare(SelectNewest)
            .Bind(1, verdict.Window.End.Milliseconds)
            .Bind(2, verdict.Point)
            .Bind(3, verdict.Rule)
            .Bind(4, verdict.Shift ?? string.Empty);
        if (!rows.Step())
        {
            return null;
        }

        var (revision, isWithdrawn) = ((int)rows.Long(0), rows.Long(1) != 0);
        rows.Reset();
        return isWithdrawn ? revision : null;
    }

    private static List<Verdict> ReadAll(SqliteStatement rows)
    {
        var found = new List<Verdict>();
        while (rows.Step())
        {
            found.Add(VerdictOf(rows));
        }

        return found;
    }

    private static Verdict VerdictOf(SqliteStatement row)
    {
        using var json = JsonDocument.Parse(row.Text(0));
        return VerdictJson.Read(json.RootElement);
    }
}
