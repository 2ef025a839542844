namespace DustWatch.Simulator.Scenario;

/// <summary>
/// The enterprises of the demo, by number from e01. Their calendars start at different hours, so that at any time of day some crew is two to six
/// hours into its shift: <c>three-00</c> and <c>three-04</c> alone see to that.
/// </summary>
internal static class Employers
{
    /// <summary>00, 08, 16 o'clock.</summary>
    public const string Three00 = "three-00";

    /// <summary>04, 12, 20 o'clock.</summary>
    public const string Three04 = "three-04";

    /// <summary>06, 14, 22 o'clock.</summary>
    public const string Three06 = "three-06";

    /// <summary>07, 19 o'clock.</summary>
    public const string Two07 = "two-07";

    public static readonly IReadOnlyList<Employer> All =
    [
        new("云溪鸿峰矿业有限公司", "yunxi", Industries.Mining, Three00),
        new("锦川大岭铁矿有限责任公司", "jinchuan", Industries.Mining, Three06),
        new("锦川恒岳矿山开发有限公司", "jinchuan", Industries.Mining, Three04),
        new("石桥永盛铸造有限公司", "shiqiao", Industries.Foundry, Three00),
        new("石桥精铸机械配件厂", "shiqiao", Industries.Foundry, Two07),
        new("云溪华铸重型铸件有限公司", "yunxi", Industries.Foundry, Three06),
        new("锦川金岭水泥有限公司", "jinchuan", Industries.Cement, Three00),
        new("云溪海川水泥制造有限公司", "yunxi", Industries.Cement, Three04),
        new("石桥双塔粉磨站", "shiqiao", Industries.Cement, Three06),
        new("云溪瑞玉建筑陶瓷有限公司", "yunxi", Industries.Ceramics, Three06),
        new("云溪青窑陶瓷有限公司", "yunxi", Industries.Ceramics, Three04),
        new("石桥天工卫浴陶瓷有限公司", "shiqiao", Industries.Ceramics, Two07),
        new("锦川磐石石材有限公司", "jinchuan", Industries.Stone, Three06),
        new("锦川玉龙石业加工厂", "jinchuan", Industries.Stone, Two07),
        new("云溪众成石材有限公司", "yunxi", Industries.Stone, Three00),
        new("石桥木语家具有限公司", "shiqiao", Industries.Furniture, Two07),
        new("石桥南森木业有限公司", "shiqiao", Industries.Furniture, Three00),
        new("云溪雅居家具制造有限公司", "yunxi", Industries.Furniture, Three06),
        new("石桥江海船舶修造有限公司", "shiqiao", Industries.Shipyard, Three00),
        new("石桥顺航造船有限公司", "shiqiao", Industries.Shipyard, Two07),
        new("云溪远帆钢构船舶有限公司", "yunxi", Industries.Shipyard, Three04),
        new("锦川高岭耐火材料有限公司", "jinchuan", Industries.Refractory, Three04),
        new("锦川火凤耐材有限公司", "jinchuan", Industries.Refractory, Three00),
        new("云溪宏炉耐火砖厂", "yunxi", Industries.Refractory, Three06),
    ];
}
