namespace DustWatch.Measurements;

/// <summary>An employer (用人单位).</summary>
/// <param name="Id">The registry's id.</param>
/// <param name="Name">As shown.</param>
/// <param name="CreditCode">统一社会信用代码, or null.</param>
/// <param name="District">Id of its district, or null.</param>
/// <param name="Industry">GB/T 4754 code, or null.</param>
/// <param name="Zone">IANA time zone of its points without a calendar.</param>
public sealed record Enterprise(string Id, string Name, string? CreditCode, string? District, string? Industry, string Zone)
{
    /// <summary>The zone of an enterprise that states none.</summary>
    public const string DefaultZone = "Asia/Shanghai";
}
