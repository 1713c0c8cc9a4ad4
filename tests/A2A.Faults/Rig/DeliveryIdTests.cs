namespace A2A.Faults.Rig;

public sealed class DeliveryIdTests
{
    [Theory]
    [InlineData("0197-a_config_12")]
    [InlineData("0197-a_config_1790000000000-12")]
    public void Both_forms_of_a_delivery_id_name_the_same_event(string id) =>
        DeliveryId.Parse(id).ShouldBe(new DeliveryId("0197-a", "config", 12));

    [Fact]
    public void The_id_of_a_config_may_hold_what_separates() =>
        DeliveryId.Parse("0197-a_the_config_7-3").ShouldBe(new DeliveryId("0197-a", "the_config", 3));
}
