using System.Threading.Channels;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Backends.Sqlite;

/// <summary>The one thread that writes <c>ledger.db</c>: all that has queued up shares one transaction. Any thread hands work over.</summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int QueueCapacity = 1024;
    private const int TransactionWorkMaximum = 256;
    private const string SelectHead = "SELECT seq, hash, at FROM entry ORDER BY seq DESC LIMIT 1";

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Action<LedgerTransaction> _committed;
    private readonly Channel<LedgerWork> _queue = Channel.CreateBounded<LedgerWork>(
        new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteFile? _file;
    private LedgerHead _head = LedgerHead.Empty;
    private Instant _lastAt;

    /// <summary>Opens the file, or makes it, and starts the thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">Server time.</param>
    /// <param name="committed">Told of each transaction on disk, on the writer's thread, before those who wait for it.</param>
    public LedgerWriter(string path, TimeProvider clock, Action<LedgerTransaction> committed)
    {
        (_path, _clock, _committed) = (path, clock, committed);
        Open();
        new Thread(WriteAll) { IsBackground = true, Name = "ledger writer" }.Start();
    }

    /// <summary>The last entry on disk.</summary>
    public LedgerHead Head => Volatile.Read(ref _head);

    /// <summary>Does <paramref name="act"/> in a transaction, and completes when that is on disk.</summary>
    /// <exception cref="IOException">It cannot be stored; nothing of it counts.</exception>
    public async Task<T> WriteAsync<T>(Func<LedgerTransaction, T> act)
    {
        var work = new LedgerWork(transaction => act(transaction));
        try
        {
            await _queue.Writer.WriteAsync(work);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteLedger));
        }

        return (T)(await work.Durable)!; // act gave it
    }

    /// <summary>Writes what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
    }

    private void WriteAll()
    {
        var batch = new List<LedgerWork>(TransactionWorkMaximum);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < TransactionWorkMaximum && _queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            Write(batch);
            batch.Clear();
        }

        _file?.Dispose();
        _ended.SetResult();
    }

    private void Write(List<LedgerWork> batch)
    {
        try
        {
            var file = _file ?? Open();
            var transaction = new LedgerTransaction(file, _head, Instant.Max(_lastAt, Instant.Now(_clock)));
            file.Begin();
            batch.ForEach(work => work.Run(transaction));
            file.Commit();
            Volatile.Write(ref _head, transaction.Head);
            _lastAt = transaction.At;
            _committed(transaction);
        }
        catch (Exception e)
        {
            // Closing rolls back; what the next connection finds in the file is what counts.
            _file?.Dispose();
            _file = null;
            var error = new IOException($"The ledger cannot store: {e.Message}", e);
            batch.ForEach(work => work.Fail(error));
            return;
        }

        batch.ForEach(work => work.Complete());
    }

    private SqliteFile Open()
    {
        var file = SqliteFile.OpenWriter(_path, isDurable: true);
        try
        {
            file.Prepare(LedgerSchema.Format);
            var row = file.Prepare(SelectHead);
            if (row.Step())
            {
                Volatile.Write(ref _head, new LedgerHead(row.Long(0), row.Blob(1).ToArray()));
                _lastAt = new Instant(row.Long(2));
                row.Reset();
            }

            _file = file;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
