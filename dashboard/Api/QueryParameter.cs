namespace DustWatch.Dashboard.Api;

/// <summary>A parameter of a query, for the description; <see cref="Query"/> reads it.</summary>
/// <param name="Name">As in the address.</param>
/// <param name="Description">For a person.</param>
/// <param name="Form">What it is made of.</param>
/// <param name="IsRequired">Whether the request is refused without it.</param>
internal sealed record QueryParameter(string Name, string Description, QueryForm Form = QueryForm.Text, bool IsRequired = false)
{
    public static readonly QueryParameter District = new("district", "Only this district's.");
    public static readonly QueryParameter Enterprise = new("enterprise", "Only this enterprise's.");
    public static readonly QueryParameter Limit = new("limit", "Items on a page, at most.", QueryForm.Count);
    public static readonly QueryParameter Cursor = new("cursor", "The 'next' of the page before.");
}
