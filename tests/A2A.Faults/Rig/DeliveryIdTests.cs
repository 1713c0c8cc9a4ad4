namespace A2A.Faults.Rig;

public sealed class DeliveryIdTests
{
    [Theory]
    [InlineData("0197-a_config_1790000000000-12", "config")]
    [InlineData("0197-a_the_config_1790000000000-12", "the_config")]
    public void A_delivery_id_names_task_config_and_event_and_a_config_may_hold_what_separates(string id, string config) =>
        DeliveryId.Parse(id).ShouldBe(new DeliveryId("0197-a", config, new EventId(1790000000000, 12)));
}
