namespace DustWatch.Alerting.Operators;

/// <summary>
/// Lets in one at a time: samples, which come one after the other, as Rx demands, and millions of times; and others (ticks, ends, disposal), which come from
/// any thread and seldom. Who is in may come in again on the same thread.
/// </summary>
/// <remarks>
/// A lock would cost as much as judging the sample. Here a sample says that it is in and looks whether another wants to be, by a plain write and a plain
/// read; an other says that it wants to be, pays for a barrier on all processors of the process, so that each knows of the other, and waits for the sample to leave.
/// </remarks>
internal sealed class SampleGate
{
    private const int Nobody = 0;

    private static int _threads; // that have come to any gate

    [ThreadStatic]
    private static int _number; // of this thread, from 1; 0: none yet

    private readonly Lock _others = new();
    private int _inside; // number of the thread whose sample is in
    private int _wanted; // others that are in or wait; changed under the lock

    private static int ThisThread => _number != Nobody ? _number : _number = Interlocked.Increment(ref _threads);

    /// <summary>Lets a sample in; to be followed by <see cref="LeaveSample"/> with what it returns: whether the thread had a sample in already.</summary>
    public bool EnterSample()
    {
        var thread = ThisThread;
        if (_inside == thread)
        {
            return true;
        }

        Volatile.Write(ref _inside, thread);
        if (Volatile.Read(ref _wanted) != 0)
        {
            EnterAfterOthers(thread);
        }

        return false;
    }

    /// <summary>Lets a sample out.</summary>
    public void LeaveSample(bool isNested)
    {
        if (!isNested)
        {
            Volatile.Write(ref _inside, Nobody);
        }
    }

    /// <summary>Lets an other in; to be followed by <see cref="Leave"/> with what it returns: whether the thread had a sample in already.</summary>
    public bool Enter()
    {
        if (_inside == ThisThread)
        {
            return true; // only this thread can have written that
        }

        _others.Enter();
        Volatile.Write(ref _wanted, _wanted + 1);
        Interlocked.MemoryBarrierProcessWide();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _inside) != Nobody)
        {
            wait.SpinOnce();
        }

        return false;
    }

    /// <summary>Lets an other out.</summary>
    public void Leave(bool isNested)
    {
        if (!isNested)
        {
            Volatile.Write(ref _wanted, _wanted - 1);
            _others.Exit();
        }
    }

    private void EnterAfterOthers(int thread)
    {
        Volatile.Write(ref _inside, Nobody);
        lock (_others)
        {
            Volatile.Write(ref _inside, thread);
        }
    }
}
