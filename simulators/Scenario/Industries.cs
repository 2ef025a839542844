namespace DustWatch.Simulator.Scenario;

/// <summary>Eight industries in which dust and noise are the main hazards, each with its posts.</summary>
internal static class Industries
{
    public static readonly Industry Mining = new("B0810",
    [
        new("破碎车间", "颚式破碎机操作", "silica-10-50", "R", 74),
        new("破碎车间", "皮带机巡检", "silica-10-50", "TR", 73),
        new("磨矿车间", "球磨机看护", "silica-10-50", "R", 76),
        new("筛分车间", "振动筛操作", "silica-10-50", "TR", 75),
        new("井下采场", "凿岩", "silica-10-50", "TR", 76),
        new("井下采场", "铲装", "silica-10-50", "R", 73),
        new("空压机房", "空压机值守", "noise", "", 76),
        new("选矿车间", "精矿过滤", "silica-10-50", "T", 71),
        new("装运站台", "装车", "silica-10-50", "TR", 70),
    ]);

    public static readonly Industry Foundry = new("C3391",
    [
        new("清理车间", "风铲清铲", "silica-10-50", "R", 74),
        new("清理车间", "抛丸清理", "silica-10-50", "TR", 76),
        new("砂处理工段", "混砂机操作", "silica-50-80", "R", 73),
        new("造型车间", "造型", "silica-10-50", "R", 72),
        new("落砂工段", "振动落砂", "silica-10-50", "TR", 76),
        new("熔炼车间", "电炉加料", "other", "T", 73),
        new("清理车间", "砂轮打磨", "grinding-wheel", "T", 75),
        new("空压站", "空压机值守", "noise", "", 75),
        new("焊补工段", "焊补", "welding-fume", "T", 72),
    ]);

    public static readonly Industry Cement = new("C3011",
    [
        new("包装车间", "包装机插袋", "cement", "TR", 73),
        new("包装车间", "装车码垛", "cement", "TR", 71),
        new("水泥磨房", "水泥磨巡检", "cement", "R", 76),
        new("原料破碎", "石灰石破碎机操作", "limestone", "TR", 75),
        new("生料车间", "生料磨巡检", "limestone", "T", 76),
        new("煤粉制备", "煤磨巡检", "coal", "TR", 74),
        new("烧成车间", "窑头看火", "cement", "T", 73),
        new("罗茨风机房", "风机值守", "noise", "", 76),
        new("石膏库", "石膏破碎", "gypsum", "TR", 72),
    ]);

    public static readonly Industry Ceramics = new("C3071",
    [
        new("原料车间", "配料投料", "silica-10-50", "TR", 71),
        new("原料车间", "球磨机装料", "silica-10-50", "R", 75),
        new("喷雾干燥塔", "喷雾塔操作", "silica-10-50", "TR", 73),
        new("成型车间", "压机操作", "silica-10-50", "R", 74),
        new("修坯工段", "修坯", "silica-10-50", "TR", 68),
        new("施釉线", "施釉", "silica-10-50", "R", 68),
        new("抛光车间", "抛光线操作", "silica-10-50", "T", 75),
        new("烧成车间", "窑炉值守", "noise", "", 70),
        new("拣选包装", "磨边", "silica-10-50", "TR", 74),
    ]);

    public static readonly Industry Stone = new("C3032",
    [
        new("大切车间", "圆盘锯切割", "silica-10-50", "TR", 74),
        new("大切车间", "排锯操作", "silica-10-50", "R", 75),
        new("磨抛车间", "连续磨机操作", "marble", "TR", 74),
        new("手加工车间", "手工打磨", "silica-10-50", "TR", 73),
        new("手加工车间", "异形雕刻", "marble", "TR", 71),
        new("桥切车间", "红外线桥切", "silica-10-50", "R", 75),
        new("荔枝面工段", "喷砂", "silica-10-50", "TR", 76),
        new("空压机房", "空压机值守", "noise", "", 75),
        new("荒料堆场", "叉装", "silica-10-50", "T", 70),
    ]);

    public static readonly Industry Furniture = new("C2110",
    [
        new("开料车间", "推台锯", "wood-hard", "T", 74),
        new("开料车间", "多片锯", "wood-hard", "T", 76),
        new("机加工车间", "四面刨", "wood-hard", "T", 76),
        new("机加工车间", "立铣", "wood-hard", "T", 74),
        new("砂光车间", "宽带砂光机", "wood-hard", "T", 73),
        new("砂光车间", "手工打磨", "wood-hard", "T", 70),
        new("油漆车间", "底漆打磨", "wood-hard", "T", 69),
        new("中央除尘站", "除尘站值守", "noise", "", 74),
        new("组装车间", "组装", "wood-hard", "T", 68),
    ]);

    public static readonly Industry Shipyard = new("C3731",
    [
        new("分段车间", "气保焊", "welding-fume", "T", 74),
        new("分段车间", "碳弧气刨", "welding-fume", "T", 76),
        new("船台", "舱室焊接", "welding-fume", "T", 75),
        new("打磨房", "角磨打磨", "grinding-wheel", "T", 76),
        new("喷砂房", "喷砂除锈", "silica-10-50", "TR", 76),
        new("下料车间", "等离子切割", "welding-fume", "T", 74),
        new("管子车间", "管件焊接", "welding-fume", "T", 71),
        new("空压站", "空压机值守", "noise", "", 75),
        new("舾装码头", "火工校正", "noise", "", 74),
    ]);

    public static readonly Industry Refractory = new("C3089",
    [
        new("破碎工段", "颚式破碎机操作", "silica-10-50", "R", 74),
        new("粉碎工段", "雷蒙磨操作", "silica-10-50", "TR", 76),
        new("混料工段", "混碾机操作", "silica-10-50", "R", 74),
        new("成型车间", "摩擦压砖机", "silica-10-50", "R", 76),
        new("干燥车间", "码砖", "silica-10-50", "T", 68),
        new("烧成车间", "隧道窑出车", "silica-10-50", "TR", 70),
        new("磨砖工段", "磨砖", "aluminium-oxide", "T", 74),
        new("风机房", "风机值守", "noise", "", 75),
        new("成品库", "拣选包装", "aluminium-oxide", "T", 69),
    ]);
}
