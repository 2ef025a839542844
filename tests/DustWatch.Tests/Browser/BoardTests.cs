using System.Text.RegularExpressions;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Integration;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace DustWatch.Tests.Browser;

/// <summary>What a stranger sees in the first minute.</summary>
public sealed partial class BoardTests
{
    [Test]
    public async Task The_board_moves_and_an_alert_appears_by_itself_and_explains_itself()
    {
        using var folder = new TemporaryFolder();
        await using var served = await DustWatchProcess.ServeAsync(folder.Path, "--demo", $"--Data={folder.File("data")}");
        await using var open = await OpenPage.SignInAsync(served);
        var page = open.Page;
        await Expect(page).ToHaveURLAsync(new Regex("^[^#]*/$"));
        await Expect(open.Connection).ToHaveAttributeAsync("data-connection", "live");
        await open.MarkAsync();

        var row = await open.Rows.First.GetAttributeAsync("data-point");
        var cell = page.Locator($"[data-point='{row}']").GetByTestId("point-value").First;
        var shown = await cell.InnerTextAsync();
        await Expect(cell).Not.ToHaveTextAsync(shown, new() { UseInnerText = true });

        // The announcer tells only of what has come since the page was opened. The demo lifts a point over the limit of its
        // noise exposure within a minute, at any time of day.
        await Expect(page.GetByTestId("announcer")).ToContainTextAsync("new alert");
        var alert = page.Locator("[data-testid=alert-item][data-rule=lex][data-level=exceeded]").First;
        await Expect(alert).ToBeVisibleAsync();
        await open.AssertNotReloadedAsync();
        await open.AssertFitsAsync();
        await open.ShootAsync("board");

        await alert.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByTestId("alert-sentence")).ToContainTextAsync("85");
        await Expect(page.GetByTestId("alert-limit")).ToContainTextAsync("85");
        await Expect(page.GetByTestId("alert-clause")).ToContainTextAsync("GBZ 2.2-2007");
        await Expect(page.GetByTestId("alert-coverage")).ToContainTextAsync("%");
        await Expect(page.GetByTestId("alert-window")).ToContainTextAsync("UTC+8");
        await Expect(page.GetByTestId("alert-chart").Locator("svg path").First).ToBeAttachedAsync();
        await Expect(page.GetByTestId("alert-chart").Locator("[role=img][aria-label]")).ToHaveAttributeAsync("aria-label", new Regex("highest [0-9.]+"));

        await page.GetByLabel("Comment").FillAsync("told the foreman");
        await page.GetByTestId("alert-ack").ClickAsync();
        await Expect(page.GetByTestId("alert-acknowledged")).ToBeVisibleAsync();
        await Expect(page.GetByText("told the foreman")).ToBeVisibleAsync();
        await open.AssertFitsAsync();
        await open.ShootAsync("alert");
        await open.AssertNotReloadedAsync();
        open.AssertNoFaults();
    }

    [Test]
    public async Task The_language_switches_and_stays_after_a_reload()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo);
        var page = open.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Live board");
        await page.GetByTestId("lang-switch").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("实时看板");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("实时看板");
        await page.GetByTestId("lang-switch").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Live board");
        open.AssertNoFaults();
    }

    [Test]
    public async Task A_filter_is_kept_in_the_address()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo);
        var page = open.Page;
        await page.GetByTestId("board-search").FillAsync("own-1");
        await Expect(page).ToHaveURLAsync(new Regex(@"\?q=own-1$"));
        await Expect(open.Rows).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(open.Rows).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("board-search")).ToHaveValueAsync("own-1");
        open.AssertNoFaults();
    }

    [Test]
    public async Task A_chart_is_zoomed_from_a_season_to_single_samples()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo);
        var page = open.Page;
        await page.GotoAsync("/points/e01-p01?span=P90D");
        var chart = page.GetByTestId("point-chart").Locator("[role=img][aria-label]");
        await Expect(chart).ToHaveAttributeAsync("aria-label", new Regex("highest [0-9.]+"));
        await Expect(page.GetByTestId("chart-span")).ToHaveValueAsync("P90D");
        await page.GetByTestId("chart-span").SelectOptionAsync("P1D");
        foreach (var limit in new[] { "Notice 0.35", "Exceeded 0.7", "Severe 1.4" })
        {
            await Expect(page.GetByTestId("point-chart").Locator("svg text").Filter(new() { HasText = limit })).ToHaveCountAsync(1);
        }

        await Expect(page.GetByText("judged window")).ToBeVisibleAsync();
        await Expect(page.GetByText("other shifts")).ToBeVisibleAsync();
        await page.GetByTestId("chart-span").SelectOptionAsync("PT5M");
        await Expect(page).ToHaveURLAsync(new Regex(@"\?span=PT5M$"));
        await Expect(chart).ToHaveAttributeAsync("aria-label", new Regex("highest [0-9.]+"));

        // Ctrl and wheel, over the chart's middle; what is then seen is asked for anew and stands in the address.
        await page.GetByTestId("chart-span").SelectOptionAsync("PT1H");
        await chart.HoverAsync();
        await page.Keyboard.DownAsync("Control");
        await page.Mouse.WheelAsync(0, -240);
        await page.Keyboard.UpAsync("Control");
        await Expect(page).ToHaveURLAsync(new Regex(@"span=PT\d{3,4}S&to="));
        await open.AssertFitsAsync();
        await open.ShootAsync("point-zoomed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Now" }).ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("to="));
        open.AssertNoFaults();
    }

    [Test]
    public async Task Tiles_and_rows_show_the_same_points()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo);
        var rows = await open.Rows.CountAsync();
        await open.Page.GetByTestId("board-view").ClickAsync();
        await Expect(open.Page).ToHaveURLAsync(new Regex(@"\?view=tiles$"));
        await Expect(open.Rows).ToHaveCountAsync(rows);
        await open.AssertFitsAsync();
        await open.ShootAsync("tiles");
        open.AssertNoFaults();
    }

    [Test]
    public async Task Everything_fits_a_phone()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo, OpenPage.Phone, language: "zh-CN", isTouch: true);
        var page = open.Page;
        await open.AssertFitsAsync();
        await open.ShootAsync("phone-board");
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "预警" }).TapAsync();
        await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();
        await open.AssertFitsAsync();
        await open.ShootAsync("phone-alerts");
        await page.GetByTestId("alert-item").First.GetByRole(AriaRole.Link).TapAsync();
        await Expect(page.GetByTestId("alert-sentence")).ToBeVisibleAsync();
        await open.AssertFitsAsync();
        await open.ShootAsync("phone-alert");
        await page.GetByTestId("alert-point").TapAsync();
        await Expect(page.GetByTestId("point-chart")).ToBeVisibleAsync();
        await open.AssertFitsAsync();
        await open.ShootAsync("phone-point");
        open.AssertNoFaults();
    }

    [Test]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var open = await OpenPage.SignInAsync(DemoInChromium.Demo);
        var page = open.Page;

        // Past the header by the skip link, then on to the first workplace, and down the rows by arrow.
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("Skip to content")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "[data-testid=point-row] a");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(open.Rows.Nth(1).GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(PointAddress());
        await page.GoBackAsync();

        await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();
        await page.GotoAsync("/alerts");
        await Expect(page.GetByTestId("alert-item").First).ToBeVisibleAsync();
        await TabToAsync(page, "[data-testid=alert-item] a");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("alert-sentence")).ToBeVisibleAsync();
        if (await page.GetByTestId("alert-ack").CountAsync() > 0)
        {
            await TabToAsync(page, "[data-testid=alert-ack]");
            await page.Keyboard.PressAsync("Enter");
        }

        await Expect(page.GetByTestId("alert-acknowledged")).ToBeVisibleAsync();
        open.AssertNoFaults();
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach {selector}.");
    }

    [GeneratedRegex("/points/[^/]+$")]
    private static partial Regex PointAddress();
}
