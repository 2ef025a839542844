namespace DustWatch.Backends.Sqlite;

/// <summary>What one caller wants written; it shares a transaction with what others want.</summary>
internal sealed class LedgerWork(Func<LedgerTransaction, object?> act)
{
    private readonly TaskCompletionSource<object?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private object? _result;
    private Exception? _refusal;

    /// <summary>The result, once it is durable.</summary>
    public Task<object?> Durable => _completion.Task;

    /// <summary>Does it inside <paramref name="transaction"/>; a mistake of this caller undoes this work alone.</summary>
    public void Run(LedgerTransaction transaction)
    {
        var before = transaction.Begin();
        try
        {
            (_result, _refusal) = (act(transaction), null);
            transaction.End();
        }
        catch (ArgumentException e)
        {
            _refusal = e;
            transaction.Undo(before);
        }
    }

    /// <summary>The transaction is on disk.</summary>
    public void Complete()
    {
        if (_refusal is null)
        {
            _completion.SetResult(_result);
        }
        else
        {
            _completion.SetException(_refusal);
        }
    }

    /// <summary>The transaction is not on disk.</summary>
    public void Fail(IOException error) => _completion.SetException(error);
}
