using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace DustWatch.Tests.Browser;

/// <summary>Names that try to break out of their place, and more alerts than anybody can read. The answers are the real server's, changed on their way.</summary>
public sealed class HostileTests
{
    private const int AlertsMany = 5_000;

    private static readonly string[] Names =
    [
        "<script>window.broken = true</script><img src=x onerror='window.broken = true'>",
        "‮مصنع الإسمنت‬ שלום ‮",
        string.Concat(Enumerable.Repeat("绝缘材料有限公司", 25)),
        new string('W', 200),
        "{{ constructor.constructor('window.broken = true')() }}",
    ];

    [TestCase(false)]
    [TestCase(true)]
    public async Task Hostile_names_are_text_and_stay_in_their_place(bool isPhone)
    {
        await using var open = await OpenPage.NewAsync(DemoInChromium.Demo.Address, isPhone ? OpenPage.Phone : OpenPage.Desk);
        var page = open.Page;
        await ChangeAsync(page, "**/api/v1/points*", (list, i) =>
        {
            foreach (var key in new[] { "enterpriseName", "districtName", "workshop", "post" })
            {
                list[key] = Names[i % Names.Length];
            }
        });
        await ChangeAsync(page, "**/api/v1/alerts?*", (alert, i) => alert["sentence"] = new JsonObject { ["zh"] = Names[i % Names.Length], ["en"] = Names[i % Names.Length] });
        await open.FollowLinkAsync(await DemoInChromium.Demo.LinkAsync());
        await Expect(open.Rows.GetByText(Names[0]).First).ToBeVisibleAsync();
        foreach (var (address, list) in new[] { ("/", "point-row"), ("/?view=tiles", "point-row"), ("/alerts", "alert-item") })
        {
            await page.GotoAsync(address);
            await Expect(page.GetByTestId(list).GetByText(Names[0]).First).ToBeVisibleAsync();
            await open.AssertFitsAsync();
            await open.ShootAsync($"hostile{address.Replace("/", "-").Replace("?", "")}{(isPhone ? "-phone" : "")}");
        }

        Assert.That(await page.EvaluateAsync<bool>("() => window.broken === true"), Is.False);
        open.AssertNoFaults();
    }

    [Test]
    public async Task Five_thousand_open_alerts_are_counted_and_shown_a_page_at_a_time()
    {
        await using var open = await OpenPage.NewAsync(DemoInChromium.Demo.Address);
        var page = open.Page;
        await page.RouteAsync("**/api/v1/alerts?*", async route =>
        {
            var response = await route.FetchAsync();
            var list = JsonNode.Parse(await response.TextAsync())!.AsObject(); // the server answers with a list
            var items = list["items"]!.AsArray();
            if (route.Request.Url.Contains("state=ACTIVE_UNACK", StringComparison.Ordinal) && items.Count > 0)
            {
                var pattern = items[0]!.ToJsonString();
                for (var i = items.Count; i < AlertsMany; i++)
                {
                    var more = JsonNode.Parse(pattern)!;
                    more["id"] = $"many-{i}";
                    items.Add(more);
                }
            }

            await route.FulfillAsync(new() { Response = response, Body = list.ToJsonString() });
        });
        await open.FollowLinkAsync(await DemoInChromium.Demo.LinkAsync());
        await Expect(page.GetByTestId("alert-item").Nth(39)).ToBeAttachedAsync();
        await Expect(page.GetByTestId("alert-item")).ToHaveCountAsync(40);
        await page.GetByRole(AriaRole.Link, new() { Name = "All alerts" }).ClickAsync();
        await Expect(page.GetByTestId("alert-item")).ToHaveCountAsync(50);
        await page.GetByText("Show more").ClickAsync();
        await Expect(page.GetByTestId("alert-item")).ToHaveCountAsync(100);
        await Expect(page.GetByText("999+")).ToBeVisibleAsync();
        await open.AssertFitsAsync();
        open.AssertNoFaults();
    }

    // The list's own answer, each of its items changed.
    private static async Task ChangeAsync(IPage page, string url, Action<JsonObject, int> change) => await page.RouteAsync(url, async route =>
    {
        var response = await route.FetchAsync();
        var body = await response.TextAsync();
        var answer = response.Ok ? JsonNode.Parse(body) : null;
        if (answer?["items"] is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                change(items[i]!.AsObject(), i); // the contract's lists hold objects
            }

            body = answer.ToJsonString(new JsonSerializerOptions());
        }

        await route.FulfillAsync(new() { Response = response, Body = body });
    });
}
