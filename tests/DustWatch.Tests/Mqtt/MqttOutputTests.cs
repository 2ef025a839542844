using System.Buffers;
using System.IO.Pipelines;
using DustWatch.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt;

/// <summary>A client that does not take what is sent to it.</summary>
public sealed class MqttOutputTests
{
    [Test]
    public async Task A_flush_that_takes_longer_than_the_write_timeout_is_noticed()
    {
        var time = new ManualTime();
        var pipe = new Pipe(new(pauseWriterThreshold: 10, resumeWriterThreshold: 5));
        var stalls = 0;
        using var output = new MqttOutput(pipe.Writer, time, TimeSpan.FromSeconds(30), () => stalls++);
        (await output.EnterAsync())!.Write(new byte[9]); // nothing has closed it
        await output.LeaveAsync();
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(stalls, Is.Zero, "what fits has no time limit");

        (await output.EnterAsync())!.Write(new byte[9]); // nothing has closed it
        var flush = output.LeaveAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(29.999));
        Assert.That((stalls, flush.IsCompleted), Is.EqualTo((0, false)));
        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.That(stalls, Is.EqualTo(1));
        await pipe.Reader.CompleteAsync();
        await flush;
        Assert.That(await output.EnterAsync(), Is.Null);
    }

    [Test]
    public async Task Whoever_writes_second_waits_for_the_first_and_nothing_follows_the_last()
    {
        var pipe = new Pipe();
        using var output = new MqttOutput(pipe.Writer, TimeProvider.System, TimeSpan.FromSeconds(30), () => { });
        var first = await output.EnterAsync();
        var second = output.EnterAsync().AsTask();
        Assert.That((first is null, second.IsCompleted), Is.EqualTo((false, false)));
        await output.LeaveAsync(isLast: true);
        Assert.That(await second, Is.Null);
    }
}
