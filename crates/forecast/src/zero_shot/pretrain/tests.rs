use super::super::network::LAYERS;
use super::*;

fn recipe() -> Recipe {
    Recipe { steps: 3, batch: 8, round: 16, ..Recipe::default() }
}

fn group() -> Group {
    let series = (0..20).map(|i| (0..40).map(|t| f64::from(10 + (t * (i + 3)) % 17 + t)).collect()).collect();
    Group { name: "a".to_owned(), seasons: vec![4], h: 8, series, learned: true }
}

#[test]
fn burn_and_plain_numbers_give_the_same_quantiles() {
    let training = Pretraining::new(recipe(), vec![group()]).unwrap();
    let network = Network::from_bytes(&training.weights()).unwrap();
    let net = Net::from_network(&network, &training.device);
    let examples = draw(&training.recipe, &training.groups, 0).unwrap();
    let mut standard = examples.iter().take(8).cloned().collect::<Vec<_>>();
    for example in &mut standard {
        network.global.apply(&mut example.global);
        example.steps.iter_mut().for_each(|step| network.step.apply(&mut step.inputs));
    }
    let trained: Vec<f32> = net.forward(&batch(&standard), &training.device).into_data().iter().collect();
    let plain = examples.iter().take(8).flat_map(|example| {
        let film = network.read(example.global.as_slice().try_into().unwrap());
        example.steps.iter().flat_map(|step| network.forecast(&film, step)).collect::<Vec<f32>>()
    });
    for (a, b) in plain.zip(trained) {
        assert!((a - b).abs() <= 1e-5 * (1.0 + a.abs()), "{a} {b}");
    }
}

#[test]
fn the_same_recipe_gives_the_same_weights_and_another_seed_others() {
    let weights = |seed| {
        let mut training = Pretraining::new(Recipe { seed, ..recipe() }, vec![group()]).unwrap();
        while training.round().unwrap().is_some() {}
        training.weights()
    };
    assert_eq!(weights(1), weights(1));
    assert_ne!(weights(1), weights(2));
}

#[test]
fn training_goes_on_from_given_weights() {
    let first = Pretraining::new(recipe(), vec![group()]).unwrap().weights();
    let other = Recipe { seed: 5, learning_rate: 0.0, weight_decay: 0.0, ..recipe() };
    let mut training = Pretraining::from_weights(other, vec![group()], &first).unwrap();
    assert_eq!(training.weights(), first);
    assert!(training.round().unwrap().unwrap().loss.is_finite());
    assert_eq!(training.weights(), first, "nothing is learned at a rate of zero");
    assert!(Pretraining::from_weights(recipe(), Vec::new(), &first[1..]).is_err());
}

#[test]
fn what_is_shipped_was_made_by_the_default_recipe() {
    let manifest: serde_json::Value = serde_json::from_str(include_str!("../manifest.json")).unwrap();
    assert_eq!(serde_json::from_value::<Recipe>(manifest["recipe"].clone()).unwrap(), Recipe::default());
}

#[test]
fn the_network_stays_below_its_bound() {
    let training = Pretraining::new(recipe(), Vec::new()).unwrap();
    let numbers = LAYERS.iter().map(|(inputs, outputs)| (inputs + 1) * outputs).sum::<usize>();
    assert_eq!(training.parameters(), numbers);
    assert!(numbers <= 500_000);
}

#[test]
fn a_recipe_or_group_without_anything_is_refused_by_name() {
    assert!(Pretraining::new(Recipe { batch: 0, ..recipe() }, Vec::new()).is_err());
    let empty = Group { series: Vec::new(), ..group() };
    let refused = Pretraining::new(recipe(), vec![empty]).err().unwrap().to_string();
    assert!(refused.contains("\"a\""), "{refused}");
}

#[test]
fn series_held_out_are_never_learned_from() {
    // Only series that are held out: nothing is left to draw.
    let mut group = group();
    for (i, y) in group.series.iter_mut().enumerate() {
        if !windows::is_held_out(i) {
            y.truncate(3);
        }
    }
    let recipe = Recipe { real: 1.0, ..recipe() };
    assert!(draw(&recipe, &[group], 0).unwrap().is_empty());
}
