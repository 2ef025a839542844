namespace DustWatch.Tests.Architecture;

/// <summary>One thing outside an assembly that a type inside it names, in a signature or in code.</summary>
/// <param name="By">Full name of the top-level type that names it; what the compiler made inside counts as that type.</param>
/// <param name="Assembly">Simple name of the assembly that is referred to.</param>
/// <param name="Type">Full name of the type that is used; a nested type's is its outermost type's.</param>
/// <param name="Member">The member, or null when only the type is named.</param>
internal readonly record struct Use(string By, string Assembly, string Type, string? Member)
{
    public override string ToString() => Member is null ? $"{By} uses {Type}" : $"{By} uses {Type}.{Member}";
}
