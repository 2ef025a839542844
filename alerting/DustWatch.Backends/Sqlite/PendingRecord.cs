namespace DustWatch.Backends.Sqlite;

/// <summary>A record that waits for its commit. All appends whose last sample is in it share its task.</summary>
internal sealed class PendingRecord(LogRecordKind kind, int start, byte[] body)
{
    // Continuations must not run on the writer's thread, where they would hold up the next commit.
    private readonly TaskCompletionSource<long> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<TaskCompletionSource<long>>? _waiters;

    public LogRecordKind Kind => kind;

    /// <summary>Where its samples start in the commit's array.</summary>
    public int Start => start;

    /// <summary>Number of samples.</summary>
    public int Count { get; set; }

    /// <summary>Body of what is not samples.</summary>
    public byte[] Body => body;

    /// <summary>The record's position, once it is durable.</summary>
    public Task<long> Durable => _completion.Task;

    /// <summary>Tells an append that had to wait for room as well.</summary>
    public void Tell(TaskCompletionSource<long> waiter) => (_waiters ??= []).Add(waiter);

    public void Complete(long position)
    {
        _completion.SetResult(position);
        _waiters?.ForEach(waiter => waiter.SetResult(position));
    }

    public void Fail(IOException error)
    {
        _completion.SetException(error);
        _waiters?.ForEach(waiter => waiter.SetException(error));

        // Nobody need have waited for this very task; what waits sees the error all the same.
        _ = _completion.Task.Exception;
    }
}
