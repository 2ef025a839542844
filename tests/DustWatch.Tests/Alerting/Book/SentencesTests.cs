using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Measurements;
using NUnit.Framework;
using static DustWatch.Tests.Alerting.Book.GivenAlerts;

namespace DustWatch.Tests.Alerting.Book;

internal sealed class SentencesTests
{
    private static readonly Registry Site = Registry();

    private static IEnumerable<TestCaseData> Levels()
    {
        yield return Case(
            Transition(Level.Normal, Level.Notice, 205.5, value: 0.3512, limit: 0.35),
            "包装车间 装袋工：3月3日 08:00–11:25:30（UTC+8，A 班）呼尘为 0.351 mg/m³，高于预警值 0.35 mg/m³，预警。",
            "包装车间 装袋工: respirable dust over 3 Mar 08:00–11:25:30 (UTC+8, shift A) is 0.351 mg/m³, above the action level of 0.35 mg/m³: notice.");
        yield return Case(
            Transition(Level.Notice, Level.Projected, 25),
            "包装车间 装袋工：截至3月3日 08:25（UTC+8），照最近 15 分钟的水平，本班结束时呼尘将达 1.19 mg/m³，高于限值 0.7 mg/m³，预计超标。",
            "包装车间 装袋工: if the 15 minutes before 3 Mar 08:25 (UTC+8) go on, respirable dust will be 1.19 mg/m³ at the end of the shift, above the limit of 0.7 mg/m³.");
        yield return Case(
            Transition(Level.Projected, Level.Exceeded, 384, value: 0.70004),
            "包装车间 装袋工：3月3日 08:00–14:24（UTC+8，A 班）呼尘为 0.70004 mg/m³，高于限值 0.7 mg/m³，超标。",
            "包装车间 装袋工: respirable dust over 3 Mar 08:00–14:24 (UTC+8, shift A) is 0.70004 mg/m³, above the limit of 0.7 mg/m³: exceedance.");
        yield return Case(
            Transition(Level.Projected, Level.Exceeded, 384, value: 0.71) with { Shift = "夜班" },
            "包装车间 装袋工：3月3日 08:00–14:24（UTC+8，夜班）呼尘为 0.71 mg/m³，高于限值 0.7 mg/m³，超标。",
            "包装车间 装袋工: respirable dust over 3 Mar 08:00–14:24 (UTC+8, shift 夜班) is 0.71 mg/m³, above the limit of 0.7 mg/m³: exceedance.");
        yield return Case(
            Transition(Level.Exceeded, Level.Severe, 400, value: 1.45678, limit: 1.4) with { IsCensored = true, Quantity = Quantity.DustTotal },
            "包装车间 装袋工：3月3日 08:00–14:40（UTC+8，A 班）总尘至少为 1.46 mg/m³，高于严重超标值 1.4 mg/m³，严重超标。",
            "包装车间 装袋工: total dust over 3 Mar 08:00–14:40 (UTC+8, shift A) is at least 1.46 mg/m³, above the severe level of 1.4 mg/m³: severe exceedance.");
        yield return Case(
            Transition(Level.Normal, Level.Exceeded, 400, value: 87.4321, limit: 85) with { Quantity = Quantity.NoiseLaeq, Unit = "dB(A)" },
            "包装车间 装袋工：3月3日 08:00–14:40（UTC+8，A 班）噪声为 87.4 dB(A)，高于限值 85 dB(A)，超标。",
            "包装车间 装袋工: noise over 3 Mar 08:00–14:40 (UTC+8, shift A) is 87.4 dB(A), above the limit of 85 dB(A): exceedance.");
        yield return Case(
            Transition(Level.Exceeded, Level.Normal, 400, value: 0.6),
            "包装车间 装袋工：3月3日 08:00–14:40（UTC+8，A 班）呼尘降至 0.6 mg/m³，低于限值 0.7 mg/m³，超标解除。",
            "包装车间 装袋工: respirable dust over 3 Mar 08:00–14:40 (UTC+8, shift A) is down to 0.6 mg/m³, below the limit of 0.7 mg/m³: exceedance cleared.");
        yield return Case(
            Transition(Level.Severe, Level.Notice, 400, value: 1.2, limit: 1.4),
            "包装车间 装袋工：3月3日 08:00–14:40（UTC+8，A 班）呼尘降至 1.2 mg/m³，低于严重超标值 1.4 mg/m³，由严重超标降为预警。",
            "包装车间 装袋工: respirable dust over 3 Mar 08:00–14:40 (UTC+8, shift A) is down to 1.2 mg/m³, below the severe level of 1.4 mg/m³: down from severe exceedance to notice.");
        yield return Case(
            Transition(Level.Projected, Level.Normal, 60, value: 0.5),
            "包装车间 装袋工：截至3月3日 09:00（UTC+8），照最近 15 分钟的水平，本班结束时呼尘预计为 0.5 mg/m³，不再高于限值 0.7 mg/m³，预计超标解除。",
            "包装车间 装袋工: if the 15 minutes before 3 Mar 09:00 (UTC+8) go on, respirable dust will be 0.5 mg/m³ at the end of the shift, no longer above the limit of 0.7 mg/m³: projected exceedance cleared.");
        yield return Case(
            Transition(Level.Exceeded, Level.Normal, 480, reason: TransitionReason.WindowEnd),
            "包装车间 装袋工：3月3日 08:00–16:00（UTC+8，A 班）这一时段结束，呼尘最终为 1.19 mg/m³（限值 0.7 mg/m³）；时段结束不等于危害已消除。",
            "包装车间 装袋工: 3 Mar 08:00–16:00 (UTC+8, shift A) has ended, respirable dust at 1.19 mg/m³ in the end (limit 0.7 mg/m³); the end of the window is no all-clear.");
        yield return Case(
            Offline(Level.Normal, Level.Fault, 20, 30),
            "包装车间 装袋工：自3月3日 08:20（UTC+8）起已有 10 分钟没有收到任何数据，离线。",
            "包装车间 装袋工: no data at all for 10 min, since 3 Mar 08:20 (UTC+8): offline.");
        yield return Case(
            Offline(Level.Fault, Level.Normal, 20, 110),
            "包装车间 装袋工：3月3日 09:50（UTC+8）恢复收到数据，此前中断 1 小时 30 分钟，数据故障解除。",
            "包装车间 装袋工: data again since 3 Mar 09:50 (UTC+8), after 1 h 30 min of silence: data fault cleared.");
        yield return Case(
            Transition(Level.Exceeded, Level.Normal, 60, reason: TransitionReason.Withdrawn),
            "包装车间 装袋工：补到的数据表明3月3日 09:00（UTC+8）的超标不成立，已撤销。",
            "包装车间 装袋工: data that came later show that the exceedance of 3 Mar 09:00 (UTC+8) never was; it is withdrawn.");
        yield return Case(
            Transition(Level.Exceeded, Level.Normal, 60, reason: TransitionReason.RuleChanged),
            "包装车间 装袋工：规则 twa-resp 已于3月3日 09:00（UTC+8）更换，原超标随之结束。",
            "包装车间 装袋工: rule twa-resp was replaced on 3 Mar 09:00 (UTC+8), which ends its exceedance.");
        yield return Case(
            Transition(Level.Normal, Level.Exceeded, 60, value: 5, limit: 4) with { Unit = "1", Clause = "GBZ 2.1-2019 6.3.3" },
            "包装车间 装袋工：3月3日 08:00–09:00（UTC+8，A 班）呼尘超限次数为 5 次，高于限值 4 次，超标。",
            "包装车间 装袋工: the count of high readings of respirable dust over 3 Mar 08:00–09:00 (UTC+8, shift A) is 5, above the limit of 4: exceedance.");
        yield return Case(
            Transition(Level.Notice, Level.Exceeded, 60, value: 1, limit: 4) with { Unit = "1", Clause = "GBZ 2.1-2019 6.3.3" },
            "包装车间 装袋工：3月3日 08:00–09:00（UTC+8，A 班）呼尘超限次数为 1 次（限 4 次），但持续过长，超标。",
            "包装车间 装袋工: the count of high readings of respirable dust over 3 Mar 08:00–09:00 (UTC+8, shift A) is 1 of 4 allowed, but it lasted too long: exceedance.");
        yield return Case(
            Transition(Level.Notice, Level.Exceeded, 60, value: 2, limit: 4) with { Unit = "1", Clause = "GBZ 2.1-2019 6.3.3" },
            "包装车间 装袋工：3月3日 08:00–09:00（UTC+8，A 班）呼尘超限次数为 2 次（限 4 次），其中一次持续过长或与前一次间隔过短，超标。",
            "包装车间 装袋工: the count of high readings of respirable dust over 3 Mar 08:00–09:00 (UTC+8, shift A) is 2 of 4 allowed, but one lasted too long or began too soon after the one before: exceedance.");
        yield return Case(
            Transition(Level.Normal, Level.Fault, 60, rule: "jump"),
            "包装车间 装袋工：3月3日 08:00–09:00（UTC+8，A 班）呼尘数据不可信（规则 jump），数据故障。",
            "包装车间 装袋工: respirable dust over 3 Mar 08:00–09:00 (UTC+8, shift A) cannot be trusted (rule jump): data fault.");
    }

    [TestCaseSource(nameof(Levels))]
    public void Says_why_in_one_sentence(Transition transition, string chinese, string english)
    {
        var sentence = Sentences.Of(transition, Site.FindPoint(transition.Point));

        Assert.That(sentence, Is.EqualTo(new Sentence(chinese, english)));
    }

    [Test]
    public void Names_are_text_and_never_markup()
    {
        var point = Registry(workshop: "<script>alert(1)</script>", post: "a\nb").FindPoint("p1");

        var sentence = Sentences.Of(Transition(Level.Normal, Level.Exceeded, 10), point);

        Assert.That(sentence.Zh + sentence.En, Does.Not.Contain('<').And.Not.Contain('>').And.Not.Contain('\n'));
    }

    [Test]
    public void A_window_over_midnight_names_both_days_and_another_zone_its_own_offset()
    {
        var point = Registry(zone: "Asia/Kolkata").FindPoint("p1");

        var sentence = Sentences.Of(Transition(Level.Normal, Level.Exceeded, 18.5 * 60), point);

        Assert.That(sentence.En, Does.Contain("3 Mar 05:30–4 Mar 00:00 (UTC+5:30, shift A)"));
    }

    [Test]
    public void The_clause_is_a_field_of_its_own()
    {
        Assert.That(Sentences.Of(Transition(Level.Normal, Level.Exceeded, 10), Site.FindPoint("p1")).En, Does.Not.Contain("GBZ"));
    }

    private static TestCaseData Case(Transition transition, string chinese, string english) =>
        new TestCaseData(transition, chinese, english).SetName($"Says_why_{transition.Rule}_{transition.From}_{transition.To}_{transition.Reason}_{transition.Unit}");
}
