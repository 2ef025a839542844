using System.Globalization;
using System.Text.RegularExpressions;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Integration;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace DustWatch.Tests.Browser;

/// <summary>A page that is open while something breaks: nothing is lost, nothing doubled, and nobody has to reload.</summary>
public sealed class TroubleTests
{
    [Test]
    public async Task A_server_that_restarts_under_the_page_loses_and_doubles_no_alert()
    {
        using var folder = new TemporaryFolder();
        string[] settings = ["--demo", $"--Data={folder.File("data")}"];
        var served = await DustWatchProcess.ServeAsync(folder.Path, settings);
        try
        {
            await using var open = await OpenPage.SignInAsync(served);
            var page = open.Page;
            await page.GotoAsync("/alerts");
            await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();
            await open.MarkAsync();
            var before = await AlertsAsync(page);

            await served.KillAsync();
            await Expect(open.Connection).ToHaveAttributeAsync("data-connection", "offline");
            await Expect(page.GetByTestId("offline-banner")).ToBeVisibleAsync();
            Assert.That(await AlertsAsync(page), Is.SupersetOf(before), "what was known stays on the screen");

            string[] samePorts = [$"--Http:Listen=127.0.0.1:{served.Address.Port}", $"--Mqtt:Listen=127.0.0.1:{served.MqttPort}"];
            await served.DisposeAsync();
            served = await DustWatchProcess.ServeAsync(folder.Path, [.. settings, .. samePorts]);
            await Expect(open.Connection).ToHaveAttributeAsync("data-connection", "live");
            await Expect(page.GetByTestId("offline-banner")).ToBeHiddenAsync();
            await open.AssertNotReloadedAsync();

            var after = await AlertsAsync(page);
            Assert.That(after, Is.Unique);

            // What the server holds open now is what the page shows, without a reload and with one.
            await page.ReloadAsync();
            await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();
            Assert.That(await AlertsAsync(page), Is.SupersetOf(before).And.Unique);
        }
        finally
        {
            await served.DisposeAsync();
        }
    }

    [Test]
    public async Task A_blocked_hub_leaves_a_page_that_asks_by_itself()
    {
        await using var open = await OpenPage.NewAsync(DemoInChromium.Demo.Address);
        var page = open.Page;
        await page.RouteAsync("**/hub/**", route => route.AbortAsync());
        await open.FollowLinkAsync(await DemoInChromium.Demo.LinkAsync());
        await Expect(open.Rows.First).ToBeVisibleAsync();
        await Expect(open.Connection).ToHaveAttributeAsync("data-connection", "polling");
        await open.MarkAsync();
        var row = await open.Rows.First.GetAttributeAsync("data-point");
        var cell = page.Locator($"[data-point='{row}']").GetByTestId("point-value").First;
        await Expect(cell).Not.ToHaveTextAsync(await cell.InnerTextAsync(), new() { UseInnerText = true });
        await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();

        await page.UnrouteAllAsync();
        await Expect(open.Connection).ToHaveAttributeAsync("data-connection", "live");
        await open.AssertNotReloadedAsync();
        Assert.That(open.Faults, Has.All.Contains("/hub/").Or.All.Contains("ERR_FAILED"));
    }

    [Test]
    public async Task A_session_that_is_revoked_leads_to_the_sign_in_and_back_to_the_same_place()
    {
        using var folder = new TemporaryFolder();
        string[] settings = ["--demo", $"--Data={folder.File("data")}"];
        await using var served = await DustWatchProcess.ServeAsync(folder.Path, settings);
        await using var open = await OpenPage.SignInAsync(served);
        var page = open.Page;
        await page.GotoAsync("/alerts?state=all");
        await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();

        var user = await page.EvaluateAsync<string>("async () => (await (await fetch('/api/v1/sessions/current')).json()).user");
        await CommandAsync("user", "revoke", user);
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in\\?"));
        await Expect(page.GetByText("Your session has ended")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("alert-item")).ToHaveCountAsync(0);

        // Into the same tab, as pasted over the address.
        var link = (await CommandAsync("user", "link", user)).Split("#link=")[1].Trim();
        await page.EvaluateAsync("link => { location.hash = `link=${link}` }", link);
        await Expect(page).ToHaveURLAsync(new Regex("/alerts\\?state=all$"));
        await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();
        await Expect(open.Connection).ToHaveAttributeAsync("data-connection", "live");

        async Task<string> CommandAsync(params string[] words)
        {
            var result = await DustWatchProcess.RunAsync(folder.Path, [.. words, .. settings]);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            return result.Output;
        }
    }

    [TestCase(-5)]
    [TestCase(3)]
    public async Task A_workstation_whose_clock_is_wrong_is_told_and_shows_the_sites_time(int hours)
    {
        await using var open = await OpenPage.NewAsync(DemoInChromium.Demo.Address);
        var page = open.Page;
        await page.Clock.InstallAsync(new() { TimeDate = DateTimeOffset.FromUnixTimeMilliseconds(Wall.Now + (hours * 3_600_000L)).UtcDateTime });
        await open.FollowLinkAsync(await DemoInChromium.Demo.LinkAsync());
        await Expect(page.GetByTestId("clock-hint")).ToContainTextAsync($"{Math.Abs(hours)} h {(hours < 0 ? "behind" : "ahead")}");

        // What the chart of the present shows ends at the server's present: its last sample is one of the last minutes, not of hours ago or to come.
        await page.GotoAsync("/points/e01-p01?span=PT5M");
        await Expect(page.GetByTestId("point-chart").Locator("[role=img]")).ToHaveAttributeAsync("aria-label", new Regex("highest [0-9.]+"));
        var newest = await page.EvaluateAsync<string>("async () => (await (await fetch('/api/v1/points/e01-p01')).json()).lastSeen");
        var site = DateTimeOffset.Parse(newest, CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(8));
        var near = string.Join('|', Enumerable.Range(-2, 5).Select(m => site.AddMinutes(m).ToString("HH:mm", CultureInfo.InvariantCulture)));
        await Expect(page.GetByTestId("point-chart").Locator("[role=img]")).ToHaveAttributeAsync("aria-label", new Regex($"to ({near})$"));
        await open.AssertFitsAsync();
        await open.ShootAsync($"clock{hours}");
        open.AssertNoFaults();
    }

    [Test]
    public async Task A_clock_that_is_right_is_not_talked_about()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo);
        await Expect(open.Page.GetByTestId("clock-hint")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_link_that_does_not_work_says_so_and_what_to_do()
    {
        await using var open = await OpenPage.NewAsync(DemoInChromium.Demo.Address);
        await open.FollowLinkAsync("nonsense");
        await Expect(open.Page.GetByTestId("sign-in-error")).ToContainTextAsync("dustwatch user link");
        await Expect(open.Page).Not.ToHaveURLAsync(new Regex("nonsense"));
    }

    private static async Task<IReadOnlyList<string>> AlertsAsync(IPage page)
    {
        while (await page.GetByText("Show more").CountAsync() > 0)
        {
            await page.GetByText("Show more").ClickAsync();
        }

        return await page.GetByTestId("alert-item").EvaluateAllAsync<string[]>("items => items.map(item => item.dataset.alert)");
    }
}
