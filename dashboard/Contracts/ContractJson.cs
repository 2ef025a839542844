using System.Text.Json;
using System.Text.Json.Serialization;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Backends.Accounts;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Contracts;

/// <summary>How the shapes of this folder are spelled in JSON, for API and hub alike.</summary>
internal static class ContractJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict; // a number in quotes is none
        options.Converters.Add(new InstantJsonConverter());
        options.Converters.Add(new NamedJsonConverter<Level>(AlertNames.NameOf));
        options.Converters.Add(new NamedJsonConverter<TransitionReason>(AlertNames.NameOf));
        options.Converters.Add(new NamedJsonConverter<VerdictKind>(AlertNames.NameOf));
        options.Converters.Add(new NamedJsonConverter<CaseState>(CaseStates.NameOf));
        options.Converters.Add(new NamedJsonConverter<UserRole>(UserRoles.NameOf));
        options.Converters.Add(new NamedJsonConverter<SampleFlag>(flag => flag.Letter().ToString()));

        // An enumeration from 1 has no name for 0, and no value is 0.
        options.Converters.Add(new NamedJsonConverter<Quantity>(Quantities.NameOf));
    }
}
