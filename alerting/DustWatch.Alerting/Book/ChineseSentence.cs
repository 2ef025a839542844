using System.Diagnostics;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Book;

/// <summary>The Chinese sentence, in the field's words: 预警, 超标, 严重超标, 呼尘, 总尘, 噪声.</summary>
internal static class ChineseSentence
{
    public static string Of(SentenceFacts facts)
    {
        var place = facts.Place;
        return facts.Transition.Reason switch
        {
            TransitionReason.Raised => $"{place}：{Raised(facts)}。",
            TransitionReason.Cleared => $"{place}：{Cleared(facts)}。",
            TransitionReason.WindowEnd => $"{place}：{Window(facts)}这一时段结束，{Subject(facts)}{Final(facts)}；时段结束不等于危害已消除。",
            TransitionReason.Withdrawn when facts.Transition.To > facts.Transition.From =>
                $"{place}：补到的数据表明{NameOf(facts.Higher)}在{Moment(facts, facts.Transition.At)}并未结束，已更正。",
            TransitionReason.Withdrawn => $"{place}：补到的数据表明{Moment(facts, facts.Transition.At)}的{NameOf(facts.Higher)}不成立，已撤销。",
            TransitionReason.RuleChanged => $"{place}：规则 {facts.Rule} 已于{Moment(facts, facts.Transition.At)}更换，原{NameOf(facts.Higher)}随之结束。",
            _ => throw new UnreachableException($"Reason {facts.Transition.Reason}"),
        };
    }

    private static string Raised(SentenceFacts facts) => facts.Transition.To switch
    {
        Level.Fault => Fault(facts),
        Level.Projected =>
            $"截至{Moment(facts, facts.Transition.At)}，照最近 15 分钟的水平，本班结束时{Subject(facts)}将达 {Value(facts)}，高于限值 {Limit(facts)}，预计超标",
        _ when facts.IsRunItself =>
            $"{Window(facts)}{Subject(facts)}为 {Value(facts)}（限 {Limit(facts)}），{(facts.IsFirstRunTooLong ? "但持续过长" : "其中一次持续过长或与前一次间隔过短")}，{NameOf(facts.Transition.To)}",
        Level.Notice or Level.Exceeded or Level.Severe =>
            $"{Window(facts)}{Subject(facts)}{Being(facts)} {Value(facts)}，高于{LimitName(facts.Transition.To)} {Limit(facts)}，{NameOf(facts.Transition.To)}",
        _ => throw new UnreachableException($"Level {facts.Transition.To}"),
    };

    /// <summary>The default rules on the quality of data say what they found; of others only the rule is known.</summary>
    private static string Fault(SentenceFacts facts) => (facts.Transition.Rule, facts.Transition.Quantity) switch
    {
        ("offline", null) => $"自{Moment(facts, facts.Transition.Window.Start)}起已有 {Length(facts.Silence)}没有收到任何数据，离线",
        ("clock", null) => $"自{Moment(facts, facts.Transition.Window.Start)}起设备时间偏差过大，请校准设备时钟，数据故障",
        ("refused", null) => $"{Window(facts)}所发数据过半被拒收，原因见设备诊断，数据故障",
        (_, null) => $"自{Moment(facts, facts.Transition.Window.Start)}起数据不可用（规则 {facts.Rule}），数据故障",
        ("stuck", _) => $"{Window(facts)}{Subject(facts)}读数一直是 {Value(facts)}，仪器可能已卡住，数据故障",
        ("interval", _) => $"截至{Moment(facts, facts.Transition.At)}，{Subject(facts)}的采样间隔与登记的不符，数据故障",
        ("calibration", _) => $"截至{Moment(facts, facts.Transition.At)}，{Subject(facts)}缺少有效的现场系数，请校准，数据故障",
        _ => $"{Window(facts)}{Subject(facts)}数据不可信（规则 {facts.Rule}），数据故障",
    };

    private static string Cleared(SentenceFacts facts)
    {
        var outcome = facts.Transition.To == Level.Normal ? $"{NameOf(facts.Higher)}解除" : $"由{NameOf(facts.Transition.From)}降为{NameOf(facts.Transition.To)}";
        return facts.Transition.From switch
        {
            Level.Fault when facts.Transition is { Rule: "offline", Quantity: null } => $"{Moment(facts, facts.Transition.At)}恢复收到数据，此前中断 {Length(facts.Silence)}，{outcome}",
            Level.Fault => $"{Subject(facts)}数据于{Moment(facts, facts.Transition.At)}恢复正常，{outcome}",
            Level.Projected =>
                $"截至{Moment(facts, facts.Transition.At)}，照最近 15 分钟的水平，本班结束时{Subject(facts)}预计为 {Value(facts)}，不再高于限值 {Limit(facts)}，{outcome}",
            var level => $"{Window(facts)}{Subject(facts)}降至 {Value(facts)}，低于{LimitName(level)} {Limit(facts)}，{outcome}",
        };
    }

    private static string Final(SentenceFacts facts) => facts switch
    {
        { Value: null } => "没有最终数值",
        { Limit: null } => $"最终为 {Value(facts)}",
        _ => $"最终为 {Value(facts)}（{LimitName(facts.Higher)} {Limit(facts)}）",
    };

    private static string Being(SentenceFacts facts) => facts.Transition.IsCensored ? "至少为" : "为";

    private static string Value(SentenceFacts facts) =>
        (facts.Value ?? "未知") + (facts.IsCount ? " 次" : string.Empty) + (facts.Transition.IsUncorrected ? "（未经现场系数校正）" : string.Empty);

    private static string Limit(SentenceFacts facts) => (facts.Limit ?? "未知") + (facts.IsCount ? " 次" : string.Empty);

    private static string LimitName(Level level) => level switch
    {
        Level.Notice => "预警值",
        Level.Severe => "严重超标值",
        _ => "限值",
    };

    private static string NameOf(Level level) => level switch
    {
        Level.Normal => "正常",
        Level.Notice => "预警",
        Level.Projected => "预计超标",
        Level.Exceeded => "超标",
        Level.Severe => "严重超标",
        Level.Fault => "数据故障",
        _ => throw new UnreachableException($"Level {level}"),
    };

    private static string Subject(SentenceFacts facts)
    {
        var name = facts.Transition.Quantity switch
        {
            Quantity.DustTotal => "总尘",
            Quantity.DustRespirable => "呼尘",
            Quantity.NoiseLaeq => "噪声",
            Quantity.NoiseLafmax => "噪声最大声级",
            Quantity.NoiseLcpeak => "噪声峰值",
            Quantity.Temperature => "气温",
            Quantity.Humidity => "相对湿度",
            Quantity.Pressure => "气压",
            Quantity.WindSpeed => "风速",
            Quantity.WindDirection => "风向",
            Quantity.Pm10 => "PM10",
            Quantity.Pm25 => "PM2.5",
            Quantity.Tsp => "总悬浮颗粒物",
            _ => "监测",
        };
        return name + (facts.IsDose ? "剂量" : facts.IsCount ? "超限次数" : string.Empty);
    }

    private static string Window(SentenceFacts facts)
    {
        var (start, end) = (facts.Local(facts.Transition.Window.Start), facts.Local(facts.Transition.Window.End));
        var last = start.Date == end.Date ? SentenceFacts.TimeOfDay(end) : $"{Day(end)} {SentenceFacts.TimeOfDay(end)}";
        var shift = facts.Shift is not { } name ? string.Empty : name.EndsWith('班') ? $"，{name}" : $"，{name} 班";
        return $"{Day(start)} {SentenceFacts.TimeOfDay(start)}–{last}（{facts.Zone}{shift}）";
    }

    private static string Moment(SentenceFacts facts, Instant instant) =>
        $"{Day(facts.Local(instant))} {SentenceFacts.TimeOfDay(facts.Local(instant))}（{facts.Zone}）";

    private static string Day(DateTime local) => $"{local.Month}月{local.Day}日";

    private static string Length(TimeSpan length) => length switch
    {
        { TotalMinutes: < 1 } => $"{(int)length.TotalSeconds} 秒",
        { TotalHours: < 1 } => $"{(int)length.TotalMinutes} 分钟",
        { TotalDays: < 1 } => length.Minutes == 0 ? $"{length.Hours} 小时" : $"{length.Hours} 小时 {length.Minutes} 分钟",
        _ => length.Hours == 0 ? $"{(int)length.TotalDays} 天" : $"{(int)length.TotalDays} 天 {length.Hours} 小时",
    };
}
