using DustWatch.Alerting.Operators;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Operators;

/// <summary>Samples and others one at a time, each thread as often as it likes within itself.</summary>
[TestFixture]
internal sealed class SampleGateTests
{
    private const int Samples = 2_000_000;

    [Test]
    public void Samples_and_others_are_never_in_together()
    {
        var gate = new SampleGate();
        var (sum, others, isOver) = (0L, 0L, false); // changed by one step after the other, which two at once would lose
        void Enter()
        {
            while (!Volatile.Read(ref isOver))
            {
                var isNested = gate.Enter();
                (sum, others) = (sum + 1, others + 1);
                gate.Leave(isNested);
            }
        }

        var threads = new[] { new Thread(Enter), new Thread(Enter) };
        Array.ForEach(threads, thread => thread.Start());
        var samples = 0L;
        for (; samples < Samples || Volatile.Read(ref others) == 0; samples++)
        {
            var isNested = gate.EnterSample();
            sum++;
            gate.LeaveSample(isNested);
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(sum, Is.EqualTo(samples + others));
    }

    [Test]
    public void Who_is_in_may_come_in_again([Values] bool sampleFirst)
    {
        var gate = new SampleGate();
        var outer = sampleFirst ? gate.EnterSample() : gate.Enter();
        var (sample, other) = (gate.EnterSample(), gate.Enter());
        Assert.That((outer, sample, other), Is.EqualTo((false, sampleFirst, true)));
        gate.Leave(other);
        gate.LeaveSample(sample);
        using var isIn = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            gate.Leave(gate.Enter());
            isIn.Set();
        });
        thread.Start();
        Assert.That(isIn.IsSet, Is.False, "somebody is still in");
        if (sampleFirst)
        {
            gate.LeaveSample(outer);
        }
        else
        {
            gate.Leave(outer);
        }

        thread.Join();
        Assert.That(isIn.IsSet);
    }
}
