using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>One transaction of the ledger's writer: chains entries, and gives what else stands in <c>ledger.db</c> the same fate. The writer's thread only.</summary>
internal sealed class LedgerTransaction(SqliteFile file, LedgerHead head, Instant at)
{
    private const string Insert = "INSERT INTO entry (seq, at, kind, actor, body, hash) VALUES (?, ?, ?, ?, ?, ?)";

    /// <summary>Where else to write.</summary>
    public SqliteFile File => file;

    /// <summary>Server time of all its entries.</summary>
    public Instant At => at;

    /// <summary>The last entry so far.</summary>
    public LedgerHead Head { get; private set; } = head;

    /// <summary>Number of the next entry.</summary>
    public long NextSeq => Head.Seq + 1;

    /// <summary>Shards' positions, to be known outside once this is on disk.</summary>
    public Dictionary<int, long> Positions { get; } = [];

    /// <summary>Adds an entry to the chain.</summary>
    /// <exception cref="ArgumentException">A field is empty or holds a control character.</exception>
    public long Append(string kind, string? actor, string body)
    {
        if (!LedgerChain.IsWritable(kind, actor, body))
        {
            throw new ArgumentException("An entry's kind and body are not empty, its actor is a name or null, and none of them holds a control character.", nameof(body));
        }

        var seq = NextSeq;
        var hash = LedgerChain.HashOf(Head.Hash.Span, seq, at, kind, actor, body);
        file.Prepare(Insert).Bind(1, seq).Bind(2, at.Milliseconds).Bind(3, kind).Bind(4, actor).Bind(5, body).Bind(6, hash).Run();
        Head = new LedgerHead(seq, hash);
        return seq;
    }

    /// <summary>Starts one caller's part.</summary>
    /// <returns>Where <see cref="Undo"/> goes back to.</returns>
    public LedgerHead Begin()
    {
        file.Prepare("SAVEPOINT part").Run();
        return Head;
    }

    /// <summary>Ends one caller's part.</summary>
    public void End() => file.Prepare("RELEASE part").Run();

    /// <summary>Takes one caller's part back.</summary>
    public void Undo(LedgerHead before)
    {
        file.Prepare("ROLLBACK TO part").Run();
        file.Prepare("RELEASE part").Run();
        Head = before;
    }
}
