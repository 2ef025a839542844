using System.Buffers;
using System.Text;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Backends.Influx;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>What was judged, as lines.</summary>
[TestFixture]
internal sealed class LedgerLinesTests
{
    private static readonly Interval Window = new(Given.ShiftStart, Given.ShiftStart.Plus(900_000));

    [Test]
    public void Writes_a_transition_at_its_event_time()
    {
        var transition = new Transition(
            "p1", "m15", "p1~m15~1", Quantity.DustRespirable, Level.Normal, Level.Exceeded, Window.End, 1, TransitionReason.Raised, 0.75, "mg/m3", 0.7, null, 0.7, Window, 1, null, "A \"1\"", false, true, false, 2, null);
        var body = new ArrayBufferWriter<byte>();
        TransitionJson.Write(transition, body);

        Assert.That(Line("transition", body), Is.EqualTo(
            "transition,enterprise=e1,point=p1,rule=m15,quantity=dust_respirable,n=1 from=\"normal\",to=\"exceeded\",level=3i,revision=2i,"
            + "window_start=1740960000000i,window_end=1740960900000i,reason=\"raised\",episode=\"p1~m15~1\",value=0.75,low=0.7,limit=0.7,coverage=1,unit=\"mg/m3\","
            + "shift_name=\"A \\\"1\\\"\",censored=false,uncorrected=true,flapping=false 1740960900000\n"));
    }

    [TestCase("verdict", "compliant")]
    [TestCase("verdict-withdrawn", "withdrawn")]
    public void Writes_a_verdict_at_the_end_of_its_window(string kind, string said)
    {
        var verdict = new Verdict("p1", "twa", Quantity.NoiseLaeq, Window, "day 1", VerdictKind.Compliant, true, 83.5, "dB(A)", 83, 84.25, 83.6, 85, 0.96, false, false, 0, "clause");
        var body = new ArrayBufferWriter<byte>();
        VerdictJson.Write(verdict, body);

        Assert.That(Line(kind, body), Is.EqualTo(
            $"verdict,enterprise=e1,point=p1,rule=twa,quantity=noise_laeq,shift=day\\ 1 verdict=\"{said}\",revision=0i,window_start=1740960000000i,value=83.5,low=83,high=84.25,estimate=83.6,limit=85,"
            + "coverage=0.96,unit=\"dB(A)\",clause=\"clause\",certain=true,censored=false,uncorrected=false 1740960900000\n"));
    }

    [Test]
    public void Has_no_line_for_what_people_do() => Assert.That(Line("acknowledge", new ArrayBufferWriter<byte>()), Is.Empty);

    private static string Line(string kind, ArrayBufferWriter<byte> body)
    {
        var output = new ArrayBufferWriter<byte>();
        var isWritten = LedgerLines.TryWrite(new LedgerEntry(1, Window.End, kind, null, Encoding.UTF8.GetString(body.WrittenSpan), default), Given.Registry(Given.Point("p1")), output);
        Assert.That(isWritten, Is.EqualTo(output.WrittenCount > 0));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
